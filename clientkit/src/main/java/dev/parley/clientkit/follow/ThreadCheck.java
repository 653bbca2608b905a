package dev.parley.clientkit.follow;

import dev.parley.clientkit.check.OrderCheck;
import dev.parley.feed.v1.Closing;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.ThreadItem;
import dev.parley.message.v1.WatchThreadResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks the elements of one thread's feed: positions follow each other without gaps, and a head marker never
/// names a position that was not sent. Keeps the position and a digest of each message. Thread-safe.
public final class ThreadCheck {

    private final long after;
    private final OrderCheck order;
    private final List<Seen> seen = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private @Nullable Closing closing;
    private String resumeToken = "";
    private int caughtUpCount;
    private boolean lagging;

    /// A message as it was seen.
    ///
    /// @param sequence the position at which it arrived
    /// @param digest a hash of the whole message
    /// @param atNanos when it arrived, by `System.nanoTime`
    public record Seen(long sequence, int digest, long atNanos) {}

    ThreadCheck(long after) {
        this.after = after;
        this.order = new OrderCheck(after);
    }

    synchronized void take(WatchThreadResponse element) {
        switch (element.getElementCase()) {
            case ITEM -> item(element.getItem());
            case CAUGHT_UP -> {
                caughtUpCount++;
                head(element.getCaughtUp().getPosition(), element.getCaughtUp().getResumeToken());
            }
            case HEARTBEAT ->
                head(
                        element.getHeartbeat().getPosition(),
                        element.getHeartbeat().getResumeToken());
            case LAGGING -> {
                lagging = true;
                long position = element.getLagging().getPosition();
                expect(position == last(), "lagging at " + position + ", not " + last());
            }
            case STATES, WAITING -> {}
            case CLOSING -> {
                closing = element.getClosing();
                resumeToken = closing.getResumeToken();
            }
            case COMPACTED, ELEMENT_NOT_SET -> violations.add("Unexpected " + element);
        }
    }

    private void item(ThreadItem item) {
        expect(closing == null, "An item arrived after closing");
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
        markHead(position);
        expect(!token.isEmpty(), "A head marker has no resume token");
        resumeToken = token;
    }

    /// Checks a position that the server calls the head.
    synchronized void markHead(long position) {
        expect(position == last(), "The head marker " + position + " arrived after " + last());
    }

    private void expect(boolean holds, String violation) {
        if (!holds) {
            violations.add(violation);
        }
    }

    /// Returns how often the feed reported that it caught up.
    synchronized int caughtUpCount() {
        return caughtUpCount;
    }

    /// Returns the messages received so far, in the order of arrival.
    public synchronized List<Seen> seen() {
        return List.copyOf(seen);
    }

    /// Returns the sequence after which the feed began.
    public long after() {
        return after;
    }

    /// Returns the last sequence received, or the start of the feed. Thread-safe.
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

    synchronized boolean wasLagging() {
        return lagging;
    }

    /// Returns what is wrong with the elements themselves; empty if nothing is.
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }
}
