/// Replays recorded conversations as live traffic through the public API, and checks the results.
@NullMarked
package dev.parley.standalone.demo;

import org.jspecify.annotations.NullMarked;
