/// Results of writes, kept so that a repeat of a request gets the first one.
@NullMarked
package dev.parley.platform.request;

import org.jspecify.annotations.NullMarked;
