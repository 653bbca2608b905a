package dev.parley.bench.scenario;

import dev.parley.bench.load.Tally;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.InboxServiceGrpc;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.inbox.v1.WatchInboxResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// One user's inbox feed, which waits for the row of one thread to become exact up to each acknowledged message.
final class InboxWatch {

    /// A message that was acknowledged and that the inbox does not show yet.
    private record Awaited(long sequence, long nanos) {}

    private final String threadId;
    private final Tally tally;
    private final Queue<Awaited> awaited = new ArrayDeque<>();
    private long exactUpTo;
    private volatile boolean caughtUp;
    private volatile boolean closed;
    private @Nullable ClientCall<WatchInboxRequest, WatchInboxResponse> call;

    InboxWatch(String threadId, Tally tally) {
        this.threadId = threadId;
        this.tally = tally;
    }

    void open(Channel channel, CallOptions caller) {
        call = channel.newCall(InboxServiceGrpc.getWatchInboxMethod(), caller);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(WatchInboxResponse element) {
                        take(element);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (!closed) {
                            tally.failed("an inbox feed ended", status);
                        }
                    }
                },
                new Metadata());
        call.request(Integer.MAX_VALUE);
        call.sendMessage(WatchInboxRequest.getDefaultInstance());
        call.halfClose();
    }

    /// A message of the other was acknowledged at this time, with this sequence.
    synchronized void expect(long sequence, long nanos) {
        if (sequence <= exactUpTo) {
            seen(0);
        } else {
            awaited.add(new Awaited(sequence, nanos));
        }
    }

    boolean isCaughtUp() {
        return caughtUp;
    }

    /// Whether the inbox has shown every acknowledged message.
    synchronized boolean isExact() {
        return awaited.isEmpty();
    }

    void close() {
        closed = true;
        if (call != null) {
            call.cancel("The measurement is over", null);
        }
    }

    private void take(WatchInboxResponse element) {
        if (element.hasCaughtUp()) {
            caughtUp = true;
        }
        InboxRow row = element.getItem().getRow();
        if (row.getThreadId().equals(threadId)) {
            exact(row.getAsOfSequence());
        }
    }

    private synchronized void exact(long sequence) {
        long now = System.nanoTime();
        exactUpTo = Math.max(exactUpTo, sequence);
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
