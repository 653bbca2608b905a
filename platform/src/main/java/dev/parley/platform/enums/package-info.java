/// Enums by the numbers that their values have in the contract, in columns and on the wire alike.
@NullMarked
package dev.parley.platform.enums;

import org.jspecify.annotations.NullMarked;
