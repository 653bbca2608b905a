/// Those who send much, and write down what became of it.
@NullMarked
package dev.parley.e2e.load;

import org.jspecify.annotations.NullMarked;
