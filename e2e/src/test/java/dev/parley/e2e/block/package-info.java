/// What a block does, cell by cell, and what the blocked user tries at the same time.
@NullMarked
package dev.parley.e2e.block;

import org.jspecify.annotations.NullMarked;
