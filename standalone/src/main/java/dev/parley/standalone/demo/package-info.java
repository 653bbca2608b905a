/// Replays recorded conversations as live traffic through the public API, and checks what comes out.
@NullMarked
package dev.parley.standalone.demo;

import org.jspecify.annotations.NullMarked;
