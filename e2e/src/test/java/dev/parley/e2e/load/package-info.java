/// Load generators that record their results.
@NullMarked
package dev.parley.e2e.load;

import org.jspecify.annotations.NullMarked;
