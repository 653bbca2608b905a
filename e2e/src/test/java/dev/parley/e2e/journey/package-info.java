/// What users do, from the first message to the last.
@NullMarked
package dev.parley.e2e.journey;

import org.jspecify.annotations.NullMarked;
