package dev.parley.clientkit.follow;

import dev.parley.inbox.v1.InboxItem;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.inbox.v1.WatchInboxResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A reader of one user's inbox feed. Checks that revisions increase, and keeps the newest row of each
/// thread.
public final class InboxFollower extends Waiter<WatchInboxRequest, WatchInboxResponse> {

    private final Consumer<InboxRow> listener;
    private final Map<String, InboxRow> rows = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private boolean caughtUp;
    private long revision;

    /// Reads the rows that change after a revision. The listener receives each row on the transport thread
    /// and must not block.
    public InboxFollower(long after, Consumer<InboxRow> listener) {
        super(false);
        this.revision = after;
        this.listener = listener;
    }

    /// Reads the rows that change after a revision.
    public static InboxFollower after(long revision) {
        return new InboxFollower(revision, _ -> {});
    }

    @Override
    void take(WatchInboxResponse element) {
        if (element.hasItem()) {
            item(element.getItem());
        }
        caughtUp |= element.hasCaughtUp();
    }

    private void item(InboxItem item) {
        if (item.getRevision() <= revision) {
            violations.add("Revision " + item.getRevision() + " arrived after " + revision);
        }
        revision = item.getRevision();
        if (item.hasRow()) {
            rows.put(item.getRow().getThreadId(), item.getRow());
            listener.accept(item.getRow());
        } else {
            rows.remove(item.getRemovedThreadId());
        }
    }

    @Override
    String state() {
        return "at revision " + revision + ", violations: " + violations;
    }

    /// Waits until the feed has caught up.
    public void awaitCaughtUp() {
        awaitOpen("caught_up", () -> caughtUp);
    }

    /// Whether the feed has caught up.
    public synchronized boolean isCaughtUp() {
        return caughtUp;
    }

    /// Waits until the newest row of a thread matches. Returns the row.
    public synchronized InboxRow awaitRow(String threadId, Predicate<InboxRow> fits) {
        awaitOpen("the row of " + threadId, () -> {
            InboxRow row = row(threadId);
            return row != null && fits.test(row);
        });
        return rows.get(threadId);
    }

    /// Returns the newest row of a thread; null before it arrives, and once it is removed.
    public synchronized @Nullable InboxRow row(String threadId) {
        return rows.get(threadId);
    }

    /// Returns the last revision received, or the start of the feed.
    public synchronized long revision() {
        return revision;
    }

    /// Returns what is wrong with the elements themselves; empty if nothing is.
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }
}
