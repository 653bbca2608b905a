/// The checker: what clients did and saw, compared with what is stored.
@NullMarked
package dev.parley.e2e.check;

import org.jspecify.annotations.NullMarked;
