/// The ids of the contract as types. Each checks its own shape, and none can be used in place of another.
@NullMarked
package dev.parley.id;

import org.jspecify.annotations.NullMarked;
