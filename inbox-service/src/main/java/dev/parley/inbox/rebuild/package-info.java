/// Rebuilds inboxes from what other services report.
@NullMarked
package dev.parley.inbox.rebuild;

import org.jspecify.annotations.NullMarked;
