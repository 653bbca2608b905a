/// News of threads and logs, and how it is merged into inboxes.
@NullMarked
package dev.parley.inbox.merge;

import org.jspecify.annotations.NullMarked;
