/// The ids of the contract as types: each checks its own shape, and none can take the place of another.
@NullMarked
package dev.parley.id;

import org.jspecify.annotations.NullMarked;
