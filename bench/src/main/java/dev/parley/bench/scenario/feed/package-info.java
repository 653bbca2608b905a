/// Loads of many open feeds of threads.
@NullMarked
package dev.parley.bench.scenario.feed;

import org.jspecify.annotations.NullMarked;
