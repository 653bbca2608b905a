package dev.parley.e2e.client;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.parley.feed.v1.Closing;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.ThreadItem;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A reader of one thread's feed. It checks each element as it comes: positions follow each other without a gap (F1),
/// and a head marker never names what was not sent (F5). Of each message it keeps the position and a digest.
public final class Follower implements ClientResponseObserver<WatchThreadRequest, WatchThreadResponse> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final boolean stalled;
    private final long after;
    private final List<Seen> seen = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Long> cursors = new HashMap<>();
    private @Nullable ClientCallStreamObserver<WatchThreadRequest> call;
    private @Nullable Throwable failure;
    private @Nullable Closing closing;
    private String resumeToken = "";
    private int caughtUpCount;
    private boolean lagging;
    private int heartbeatCount;
    private long last;
    private boolean over;
    private long endNanos;

    /// A message as it was seen.
    ///
    /// @param digest  depends on all that the message holds
    /// @param atNanos when it came, in the terms of `System.nanoTime`
    public record Seen(long sequence, int digest, long atNanos) {}

    private Follower(long after, boolean stalled) {
        this.after = after;
        this.last = after;
        this.stalled = stalled;
    }

    /// Reads whatever comes after a sequence.
    public static Follower eager(long after) {
        return new Follower(after, false);
    }

    /// Reads nothing but what [#request] asks for.
    public static Follower stalled(long after) {
        return new Follower(after, true);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchThreadRequest> stream) {
        call = stream;
        if (stalled) {
            stream.disableAutoRequestWithInitial(0);
        }
    }

    @Override
    public synchronized void onNext(WatchThreadResponse element) {
        switch (element.getElementCase()) {
            case ITEM -> item(element.getItem());
            case CAUGHT_UP -> {
                caughtUpCount++;
                marker(
                        element.getCaughtUp().getPosition(),
                        element.getCaughtUp().getResumeToken());
            }
            case HEARTBEAT -> {
                heartbeatCount++;
                marker(
                        element.getHeartbeat().getPosition(),
                        element.getHeartbeat().getResumeToken());
            }
            case LAGGING -> {
                lagging = true;
                expect(
                        element.getLagging().getPosition() == last,
                        "lagging at " + element.getLagging() + ", not " + last);
            }
            case CLOSING -> {
                closing = element.getClosing();
                resumeToken = closing.getResumeToken();
            }
            case COMPACTED, ELEMENT_NOT_SET -> violations.add("Unexpected " + element);
        }
        notifyAll();
    }

    private void item(ThreadItem item) {
        if (item.hasCursor()) {
            cursors.put(item.getCursor().getUserId(), item.getCursor().getReadSequence());
            expect(item.getSequence() == 0, "A cursor has no position");
            return;
        }
        Message message = item.getMessage();
        expect(item.getSequence() == last + 1, item.getSequence() + " came after " + last);
        expect(message.getSequence() == item.getSequence(), "The item's sequence is not that of its message");
        last = item.getSequence();
        seen.add(new Seen(last, message.hashCode(), System.nanoTime()));
    }

    private void marker(long position, String token) {
        expect(position == last, "The head marker " + position + " came after " + last);
        expect(!token.isEmpty(), "A head marker has no resume token");
        resumeToken = token;
    }

    private void expect(boolean holds, String violation) {
        if (!holds) {
            violations.add(violation);
        }
    }

    @Override
    public synchronized void onError(Throwable thrown) {
        failure = thrown;
        end();
    }

    @Override
    public synchronized void onCompleted() {
        end();
    }

    private void end() {
        over = true;
        endNanos = System.nanoTime();
        notifyAll();
    }

    /// Reads some more elements.
    public void request(int count) {
        started().request(count);
    }

    /// Ends the stream from the client's side.
    public void cancel() {
        started().cancel("The test is done with it", new CancellationException());
    }

    /// Waits until the feed has come up to a sequence.
    public synchronized void awaitSequence(long sequence) {
        awaitThat(() -> last >= sequence || over, "sequence " + sequence);
        if (last < sequence) {
            throw new AssertionError("The feed ended at " + last + ", before " + sequence + ": " + failure);
        }
    }

    /// Waits until the feed has said so many times that it has caught up.
    public synchronized void awaitCaughtUp(int times) {
        awaitThat(() -> caughtUpCount >= times, "caught_up");
    }

    /// Waits for one more heartbeat.
    public synchronized void awaitHeartbeat() {
        int now = heartbeatCount;
        awaitThat(() -> heartbeatCount > now, "heartbeat");
    }

    /// Waits until the feed has said that somebody has read up to a sequence.
    public synchronized void awaitCursor(String user, long sequence) {
        awaitThat(() -> cursors.getOrDefault(user, 0L) >= sequence, "cursor of " + user);
    }

    /// Waits for the end of the stream, and returns its status unless that is OK.
    public synchronized @Nullable StatusRuntimeException awaitEnd() {
        awaitThat(() -> over, "the end");
        return (StatusRuntimeException) failure;
    }

    /// What came so far, in the order in which it came.
    public synchronized List<Seen> seen() {
        return List.copyOf(seen);
    }

    /// Where the feed began: after this sequence.
    public long after() {
        return after;
    }

    /// The last sequence that came, or where the feed began.
    public synchronized long last() {
        return last;
    }

    /// The newest token to resume from; empty before the first.
    public synchronized String resumeToken() {
        return resumeToken;
    }

    /// The last element of the feed, when the server ended it.
    public synchronized @Nullable Closing closing() {
        return closing;
    }

    /// Whether the feed ever said that it is behind.
    public synchronized boolean wasLagging() {
        return lagging;
    }

    /// Whether the stream is over.
    public synchronized boolean isOver() {
        return over;
    }

    /// When the stream ended, in the terms of `System.nanoTime`.
    public synchronized long endNanos() {
        return endNanos;
    }

    /// What was wrong with the elements themselves; empty when all was right.
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    private ClientCallStreamObserver<WatchThreadRequest> started() {
        return Objects.requireNonNull(call, "The call has not begun");
    }

    private synchronized void awaitThat(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("Waited in vain for " + what + "; at " + last + " of the feed, over: " + over
                        + " " + failure + ", violations: " + violations);
            }
            try {
                NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new AssertionError(stop);
            }
        }
    }
}
