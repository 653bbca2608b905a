package dev.parley.clientkit.follow;

import dev.parley.clientkit.check.OrderCheck;
import dev.parley.feed.v1.Closing;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.ThreadItem;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A reader of one thread's feed. Checks each element on arrival: positions follow each other without gaps,
/// and a head marker never names a position that was not sent. Keeps the position and a digest of each
/// message.
public final class ThreadFollower extends Waiter<WatchThreadRequest, WatchThreadResponse> {

    private final long after;
    private final OrderCheck order;
    private final List<Seen> seen = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Long> cursors = new HashMap<>();
    private @Nullable Closing closing;
    private String resumeToken = "";
    private int caughtUpCount;
    private boolean lagging;
    private int heartbeatCount;

    /// A message as it was seen.
    ///
    /// @param sequence the position at which it arrived
    /// @param digest a hash of the whole message
    /// @param atNanos when it arrived, by `System.nanoTime`
    public record Seen(long sequence, int digest, long atNanos) {}

    private ThreadFollower(long after, boolean stalled) {
        super(stalled);
        this.after = after;
        this.order = new OrderCheck(after);
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
        switch (element.getElementCase()) {
            case ITEM -> item(element.getItem());
            case CAUGHT_UP -> {
                caughtUpCount++;
                head(element.getCaughtUp().getPosition(), element.getCaughtUp().getResumeToken());
            }
            case HEARTBEAT -> {
                heartbeatCount++;
                head(
                        element.getHeartbeat().getPosition(),
                        element.getHeartbeat().getResumeToken());
            }
            case LAGGING -> {
                lagging = true;
                long position = element.getLagging().getPosition();
                expect(position == last(), "lagging at " + position + ", not " + last());
            }
            case STATES ->
                element.getStates()
                        .getCursorsList()
                        .forEach(cursor -> cursors.put(cursor.getUserId(), cursor.getReadSequence()));
            case CLOSING -> {
                closing = element.getClosing();
                resumeToken = closing.getResumeToken();
            }
            case COMPACTED, ELEMENT_NOT_SET -> violations.add("Unexpected " + element);
        }
    }

    private void item(ThreadItem item) {
        long before = last();
        long sequence = item.getSequence();
        if (item.hasHidden()) {
            long through = item.getHidden().getThroughSequence();
            expect(order.accept(sequence, through), sequence + " to " + through + " arrived after " + before);
            return;
        }
        expect(order.accept(sequence), sequence + " arrived after " + before);
        if (!item.hasMessage()) {
            return;
        }
        Message message = item.getMessage();
        expect(message.getSequence() <= sequence, "The item " + sequence + " changed a later message");
        seen.add(new Seen(sequence, message.hashCode(), System.nanoTime()));
    }

    private void head(long position, String token) {
        expect(position == last(), "The head marker " + position + " arrived after " + last());
        expect(!token.isEmpty(), "A head marker has no resume token");
        resumeToken = token;
    }

    private void expect(boolean holds, String violation) {
        if (!holds) {
            violations.add(violation);
        }
    }

    @Override
    String state() {
        return "at sequence " + last() + ", violations: " + violations;
    }

    /// Waits until the feed has reached a sequence.
    public void awaitSequence(long sequence) {
        awaitOpen("sequence " + sequence, () -> last() >= sequence);
    }

    /// Waits until the feed has reached a sequence. Returns when that message arrived, by `System.nanoTime`.
    public synchronized long awaitArrival(long sequence) {
        awaitSequence(sequence);
        return seen.stream()
                .filter(message -> message.sequence() == sequence)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Sequence " + sequence + " is not a message"))
                .atNanos();
    }

    /// Waits until the feed has reported this many times that it caught up.
    public void awaitCaughtUp(int times) {
        awaitOpen("caught_up", () -> caughtUpCount >= times);
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

    /// Returns the messages received so far, in the order of arrival.
    public synchronized List<Seen> seen() {
        return List.copyOf(seen);
    }

    /// Returns the sequence after which the feed began.
    public long after() {
        return after;
    }

    /// Returns the last sequence received, or the start of the feed.
    public long last() {
        return order.last();
    }

    /// Returns the newest resume token; empty before the first.
    public synchronized String resumeToken() {
        return resumeToken;
    }

    /// Returns the last element of the feed, if the server ended it.
    public synchronized @Nullable Closing closing() {
        return closing;
    }

    /// Whether the feed ever reported that it is behind.
    public synchronized boolean wasLagging() {
        return lagging;
    }

    /// Returns what is wrong with the elements themselves; empty if nothing is.
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }
}
