/// Screening: the rules that every send must keep, and the verdict that they make.
@NullMarked
package dev.parley.safety.screen;

import org.jspecify.annotations.NullMarked;
