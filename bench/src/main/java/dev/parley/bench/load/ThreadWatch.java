package dev.parley.bench.load;

import dev.parley.bench.wire.FeedElement;
import dev.parley.bench.wire.FeedElement.Kind;
import dev.parley.bench.wire.LeanCalls;
import dev.parley.bench.wire.Mark;
import dev.parley.clientkit.check.Digest;
import dev.parley.clientkit.check.OrderCheck;
import dev.parley.clientkit.report.Tally;
import dev.parley.message.v1.WatchThreadRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One user's feed of one thread. Checks the position of every frame and adds the frame to a digest.
final class ThreadWatch {

    /// Receives each message of a feed, on the transport thread.
    interface Listener {
        /// A user received a message.
        void received(String user, long mark);
    }

    private final String user;
    private final Tally tally;
    private final Listener listener;
    private final OrderCheck order = new OrderCheck(0);
    private final Digest digest = new Digest();
    private volatile boolean caughtUp;
    private volatile boolean closed;
    private volatile long lagging;
    private @Nullable ClientCall<WatchThreadRequest, FeedElement> call;

    ThreadWatch(String user, Tally tally, Listener listener) {
        this.user = user;
        this.tally = tally;
        this.listener = listener;
    }

    /// Follows a thread from its first frame.
    void open(Channel channel, CallOptions caller, String threadId) {
        call = channel.newCall(LeanCalls.WATCH_THREAD, caller);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(FeedElement element) {
                        take(element);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (!closed) {
                            tally.failed("a feed ended", status);
                        }
                    }
                },
                new Metadata());
        call.request(Integer.MAX_VALUE);
        call.sendMessage(WatchThreadRequest.newBuilder()
                .setThreadId(threadId)
                .setAfterSequence(0)
                .build());
        call.halfClose();
    }

    private void take(FeedElement element) {
        if (element.kind() == Kind.ITEM) {
            if (!order.accept(element.first(), element.through())) {
                tally.failed("a feed skipped or repeated positions");
            }
            if (element.mark() != Mark.NONE) {
                digest.add(element.first(), element.mark());
                tally.delivered();
                listener.received(user, element.mark());
            }
        } else if (element.kind() == Kind.CAUGHT_UP) {
            caughtUp = true;
        } else if (element.kind() == Kind.LAGGING) {
            lagging = lagging + 1;
        }
    }

    boolean isCaughtUp() {
        return caughtUp;
    }

    /// Returns how often the server reported this reader as lagging.
    long lagging() {
        return lagging;
    }

    Digest digest() {
        return digest;
    }

    /// Returns what is wrong with this feed, compared with the acknowledged messages of its thread; empty if
    /// nothing is.
    List<String> violations(Digest acked) {
        var found = new ArrayList<String>();
        if (order.gaps() > 0 || order.repeats() > 0) {
            found.add("%s: %d gaps and %d repeats in a feed".formatted(user, order.gaps(), order.repeats()));
        }
        if (!digest.same(acked)) {
            found.add("%s: %d messages were acknowledged and the feed carried %d, or other ones, or at other positions"
                    .formatted(user, acked.count(), digest.count()));
        }
        return found;
    }

    void close() {
        closed = true;
        if (call != null) {
            call.cancel("The measurement is over", null);
        }
    }
}
