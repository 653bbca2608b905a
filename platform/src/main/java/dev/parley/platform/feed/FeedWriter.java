package dev.parley.platform.feed;

import com.google.protobuf.MessageLite;
import dev.parley.feed.v1.CaughtUp;
import dev.parley.feed.v1.Compacted;
import dev.parley.feed.v1.Heartbeat;
import dev.parley.feed.v1.Lagging;
import dev.parley.platform.wire.WireTime;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Instant;
import java.util.List;

/// Writes the elements of feeds to one stream.
final class FeedWriter<E extends MessageLite> {

    private final Outlet<E> outlet;
    private final FeedEnvelope<E> envelope;
    private volatile long lastPositionAt = System.nanoTime();

    /// Where the elements go.
    interface Outlet<E> {

        /// Whether the reader takes more now.
        boolean isReady();

        void write(E element);
    }

    /// A stream with only one feed.
    record Only<E>(ServerCallStreamObserver<E> observer) implements Outlet<E> {

        @Override
        public boolean isReady() {
            return observer.isReady();
        }

        @Override
        public void write(E element) {
            observer.onNext(element);
        }
    }

    FeedWriter(Outlet<E> outlet, FeedEnvelope<E> envelope) {
        this.outlet = outlet;
        this.envelope = envelope;
    }

    boolean isReady() {
        return outlet.isReady();
    }

    /// Returns how long the reader has received no position, at the time `nanos` of `System.nanoTime()`.
    /// Thread-safe.
    long silence(long nanos) {
        return nanos - lastPositionAt;
    }

    /// Writes an item.
    void item(E element) {
        send(element);
    }

    /// Writes states. They have no position.
    void write(List<E> states) {
        states.forEach(outlet::write);
    }

    void caughtUp(long position, String resumeToken) {
        send(envelope.caughtUp()
                .apply(CaughtUp.newBuilder()
                        .setPosition(position)
                        .setResumeToken(resumeToken)
                        .build()));
    }

    void heartbeat(long position, Instant now, String resumeToken) {
        send(envelope.heartbeat()
                .apply(Heartbeat.newBuilder()
                        .setPosition(position)
                        .setSendTime(WireTime.toProto(now))
                        .setResumeToken(resumeToken)
                        .build()));
    }

    void lagging(long position, long head) {
        send(envelope.lagging()
                .apply(Lagging.newBuilder().setPosition(position).setHead(head).build()));
    }

    /// The reader's position stays the same: if it loses the stream now, it gets the current state once more.
    void compacted(long through) {
        send(envelope.compacted()
                .apply(Compacted.newBuilder().setPosition(through).build()));
    }

    /// Writes the last element of a feed.
    void closing(FeedEnd ending, String resumeToken) {
        outlet.write(envelope.closing().apply(ending.toProto(resumeToken)));
    }

    /// Writes the last element of a feed whose stream goes on.
    void closingOne(FeedEnd ending, String resumeToken) {
        outlet.write(envelope.closing().apply(ending.toProtoWithStatus(resumeToken)));
    }

    /// Sends an element that carries a position.
    private void send(E element) {
        outlet.write(element);
        lastPositionAt = System.nanoTime();
    }
}
