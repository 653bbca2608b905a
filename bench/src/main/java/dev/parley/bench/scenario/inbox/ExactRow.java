package dev.parley.bench.scenario.inbox;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.follow.InboxFollower;
import dev.parley.clientkit.report.Tally;
import dev.parley.inbox.v1.InboxRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/// Waits, on a user's inbox feed, until the row of one thread is exact up to each acknowledged message.
final class ExactRow {

    /// A message that was acknowledged but that the inbox does not show yet.
    private record Awaited(long sequence, long nanos) {}

    private final String threadId;
    private final Tally tally;
    private final Queue<Awaited> awaited = new ArrayDeque<>();
    private final InboxFollower feed = new InboxFollower(0, this::row);
    private long exactUpTo;

    ExactRow(String threadId, Tally tally) {
        this.threadId = threadId;
        this.tally = tally;
    }

    /// Starts to follow the inbox of a user.
    ExactRow follow(User user) {
        user.followInbox(0, feed);
        return this;
    }

    /// Records that a message of the other user was acknowledged at this time, with this sequence.
    synchronized void expect(long sequence, long nanos) {
        if (sequence <= exactUpTo) {
            seen(0);
        } else {
            awaited.add(new Awaited(sequence, nanos));
        }
    }

    boolean isCaughtUp() {
        return feed.isCaughtUp();
    }

    /// Whether the inbox has shown every acknowledged message.
    synchronized boolean isExact() {
        return awaited.isEmpty();
    }

    /// Returns what is wrong with the feed; empty if nothing is.
    List<String> violations() {
        var found = new ArrayList<>(feed.violations());
        if (feed.isOver()) {
            found.add("an inbox feed ended");
        }
        return found;
    }

    void close() {
        feed.close();
    }

    private synchronized void row(InboxRow row) {
        if (!row.getThreadId().equals(threadId)) {
            return;
        }
        long now = System.nanoTime();
        exactUpTo = Math.max(exactUpTo, row.getAsOfSequence());
        Awaited next;
        while ((next = awaited.peek()) != null && next.sequence() <= exactUpTo) {
            awaited.remove();
            seen(now - next.nanos());
        }
    }

    private void seen(long nanos) {
        tally.answered(nanos);
        tally.completed();
    }
}
