/// Screening: the rules that every send must satisfy, and the resulting verdict.
@NullMarked
package dev.parley.safety.screen;

import org.jspecify.annotations.NullMarked;
