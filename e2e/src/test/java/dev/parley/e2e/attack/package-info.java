/// Hostile clients beside an honest one.
@NullMarked
package dev.parley.e2e.attack;

import org.jspecify.annotations.NullMarked;
