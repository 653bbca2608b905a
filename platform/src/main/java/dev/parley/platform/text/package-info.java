/// Hashes and the form of opaque tokens.
@NullMarked
package dev.parley.platform.text;

import org.jspecify.annotations.NullMarked;
