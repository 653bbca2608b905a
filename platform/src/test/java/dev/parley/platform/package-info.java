/// Rules for the whole platform.
@NullMarked
package dev.parley.platform;

import org.jspecify.annotations.NullMarked;
