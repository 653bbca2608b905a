package dev.parley.platform.feed;

import com.google.protobuf.MessageLite;
import dev.parley.feed.v1.CaughtUp;
import dev.parley.feed.v1.Compacted;
import dev.parley.feed.v1.Heartbeat;
import dev.parley.feed.v1.Lagging;
import dev.parley.platform.feed.FeedPage.Item;
import dev.parley.platform.wire.WireTime;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Instant;
import java.util.List;

/// Writes the elements of one stream, and tracks the position up to which its reader has everything.
final class FeedWriter<R extends MessageLite> {

    private final ServerCallStreamObserver<R> observer;
    private final FeedEnvelope<R> envelope;
    private long position;
    private volatile long lastPositionAt = System.nanoTime();

    FeedWriter(ServerCallStreamObserver<R> observer, FeedEnvelope<R> envelope) {
        this.observer = observer;
        this.envelope = envelope;
    }

    long position() {
        return position;
    }

    void moveTo(long newPosition) {
        position = newPosition;
    }

    boolean isReady() {
        return observer.isReady();
    }

    /// Returns how long the reader has received no position, at the time `nanos` of `System.nanoTime()`.
    /// Thread-safe.
    long silence(long nanos) {
        return nanos - lastPositionAt;
    }

    /// Writes items while the reader is ready, at least one. Returns how many.
    int write(List<Item<R>> items, boolean dense) {
        int written = 0;
        do {
            Item<R> item = items.get(written);
            if (dense && item.position() != position + 1) {
                throw new IllegalStateException("The feed would skip from " + position + " to " + item.position());
            }
            send(item.element());
            position = item.through();
            written++;
        } while (written < items.size() && observer.isReady());
        return written;
    }

    /// Writes states. They have no position.
    void write(List<R> states) {
        states.forEach(observer::onNext);
    }

    void caughtUp(String resumeToken) {
        send(envelope.caughtUp()
                .apply(CaughtUp.newBuilder()
                        .setPosition(position)
                        .setResumeToken(resumeToken)
                        .build()));
    }

    void heartbeat(Instant now, String resumeToken) {
        send(envelope.heartbeat()
                .apply(Heartbeat.newBuilder()
                        .setPosition(position)
                        .setSendTime(WireTime.toProto(now))
                        .setResumeToken(resumeToken)
                        .build()));
    }

    void lagging(long head) {
        send(envelope.lagging()
                .apply(Lagging.newBuilder().setPosition(position).setHead(head).build()));
    }

    /// The position stays the same: a reader that loses the stream now gets the current state once more.
    void compacted(long through) {
        send(envelope.compacted()
                .apply(Compacted.newBuilder().setPosition(through).build()));
    }

    /// Ends the stream with `closing` and a status. A reader that has disconnected gets nothing.
    void end(FeedEnd ending, String resumeToken) {
        if (!observer.isCancelled()) {
            observer.onNext(envelope.closing().apply(ending.toProto(resumeToken)));
            endBare(ending);
        }
    }

    /// Ends the stream with only a status.
    void endBare(FeedEnd ending) {
        if (observer.isCancelled()) {
            return;
        }
        var status = ending.status();
        if (status == null) {
            observer.onCompleted();
        } else {
            observer.onError(status.toException());
        }
    }

    /// Sends an element that carries a position.
    private void send(R element) {
        observer.onNext(element);
        lastPositionAt = System.nanoTime();
    }
}
