/// The load driver: `parley bench` starts a server, loads it over the public API, and reports rates together
/// with their ceilings.
@NullMarked
package dev.parley.bench;

import org.jspecify.annotations.NullMarked;
