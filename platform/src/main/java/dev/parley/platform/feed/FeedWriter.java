package dev.parley.platform.feed;

import com.google.protobuf.MessageLite;
import dev.parley.feed.v1.CaughtUp;
import dev.parley.feed.v1.Compacted;
import dev.parley.feed.v1.Heartbeat;
import dev.parley.feed.v1.Lagging;
import dev.parley.feed.v1.Waiting;
import dev.parley.platform.wire.WireTime;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Instant;
import java.util.List;

/// Writes the elements of feeds to one stream.
public final class FeedWriter<E extends MessageLite> {

    private final Outlet<E> outlet;
    private final FeedEnvelope<E> envelope;
    private volatile long lastSentAt = System.nanoTime();

    /// Where the elements go.
    public interface Outlet<E> {

        /// Whether the reader takes more now.
        boolean isReady();

        /// Writes an element.
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

    /// Writes to an outlet.
    public FeedWriter(Outlet<E> outlet, FeedEnvelope<E> envelope) {
        this.outlet = outlet;
        this.envelope = envelope;
    }

    /// Whether the reader takes more now.
    public boolean isReady() {
        return outlet.isReady();
    }

    /// Returns how long the reader has received nothing but states, at the time `nanos` of `System.nanoTime()`.
    /// Thread-safe.
    long silence(long nanos) {
        return nanos - lastSentAt;
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

    /// The feed waits for its turn to be read.
    void waiting() {
        send(envelope.waiting().apply(Waiting.getDefaultInstance()));
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
    public void closingOne(FeedEnd ending, String resumeToken) {
        outlet.write(envelope.closing().apply(ending.toProtoWithStatus(resumeToken)));
    }

    /// Sends an element that ends the silence.
    private void send(E element) {
        outlet.write(element);
        lastSentAt = System.nanoTime();
    }
}
