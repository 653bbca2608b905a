package dev.parley.clientkit.follow;

import dev.parley.clientkit.follow.ThreadCheck.Seen;
import dev.parley.feed.v1.Closing;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A reader of one thread's feed, which checks each element on arrival.
public final class ThreadFollower extends Waiter<WatchThreadRequest, WatchThreadResponse> {

    private final ThreadCheck check;
    private final Map<String, Long> cursors = new HashMap<>();
    private int heartbeatCount;

    private ThreadFollower(long after, boolean stalled) {
        super(stalled);
        this.check = new ThreadCheck(after);
    }

    /// Reads everything after a sequence.
    public static ThreadFollower eager(long after) {
        return new ThreadFollower(after, false);
    }

    /// Reads only as many elements as [#request] requests.
    public static ThreadFollower stalled(long after) {
        return new ThreadFollower(after, true);
    }

    @Override
    void take(WatchThreadResponse element) {
        check.take(element);
        if (element.hasHeartbeat()) {
            heartbeatCount++;
        }
        element.getStates()
                .getCursorsList()
                .forEach(cursor -> cursors.put(cursor.getUserId(), cursor.getReadSequence()));
    }

    @Override
    String state() {
        return "at sequence " + last() + ", violations: " + check.violations();
    }

    /// Waits until the feed has reached a sequence.
    public void awaitSequence(long sequence) {
        awaitOpen("sequence " + sequence, () -> last() >= sequence);
    }

    /// Waits until the feed has reached a sequence. Returns when that message arrived, by `System.nanoTime`.
    public synchronized long awaitArrival(long sequence) {
        awaitSequence(sequence);
        return check.seen().stream()
                .filter(message -> message.sequence() == sequence)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Sequence " + sequence + " is not a message"))
                .atNanos();
    }

    /// Waits until the feed has reported this many times that it caught up.
    public void awaitCaughtUp(int times) {
        awaitOpen("caught_up", () -> check.caughtUpCount() >= times);
    }

    /// Waits for one more heartbeat.
    public synchronized void awaitHeartbeat() {
        int now = heartbeatCount;
        awaitOpen("a heartbeat", () -> heartbeatCount > now);
    }

    /// Waits until the feed has reported that a user has read up to a sequence.
    public void awaitCursor(String user, long sequence) {
        awaitOpen("the cursor of " + user, () -> cursors.getOrDefault(user, 0L) >= sequence);
    }

    /// Returns the checks of its elements.
    public ThreadCheck check() {
        return check;
    }

    /// Returns the messages received so far, in the order of arrival.
    public synchronized List<Seen> seen() {
        return check.seen();
    }

    /// Returns the sequence after which the feed began.
    public long after() {
        return check.after();
    }

    /// Returns the last sequence received, or the start of the feed.
    public long last() {
        return check.last();
    }

    /// Returns the newest resume token; empty before the first.
    public synchronized String resumeToken() {
        return check.resumeToken();
    }

    /// Returns the last element of the feed, if the server ended it.
    public synchronized @Nullable Closing closing() {
        return check.closing();
    }

    /// Whether the feed ever reported that it is behind.
    public synchronized boolean wasLagging() {
        return check.wasLagging();
    }

    /// Returns what is wrong with the elements themselves; empty if nothing is.
    public synchronized List<String> violations() {
        return check.violations();
    }
}
