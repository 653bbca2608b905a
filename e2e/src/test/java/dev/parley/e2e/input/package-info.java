/// Malformed requests.
@NullMarked
package dev.parley.e2e.input;

import org.jspecify.annotations.NullMarked;
