/// Enums by the numbers of their values in the contract, used in columns and on the wire.
@NullMarked
package dev.parley.platform.enums;

import org.jspecify.annotations.NullMarked;
