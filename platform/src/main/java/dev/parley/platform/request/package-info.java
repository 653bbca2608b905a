/// Results of writes, kept so that a retry gets the first result.
@NullMarked
package dev.parley.platform.request;

import org.jspecify.annotations.NullMarked;
