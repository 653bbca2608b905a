/// Updates of threads and logs, and how they are merged into inboxes.
@NullMarked
package dev.parley.inbox.merge;

import org.jspecify.annotations.NullMarked;
