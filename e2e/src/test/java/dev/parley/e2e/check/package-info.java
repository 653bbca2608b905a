/// The checkers, which compare what clients did and saw with what is stored.
@NullMarked
package dev.parley.e2e.check;

import org.jspecify.annotations.NullMarked;
