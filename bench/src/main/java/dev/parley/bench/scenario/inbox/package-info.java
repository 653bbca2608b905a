/// Loads of inboxes: pages, feeds and large groups.
@NullMarked
package dev.parley.bench.scenario.inbox;

import org.jspecify.annotations.NullMarked;
