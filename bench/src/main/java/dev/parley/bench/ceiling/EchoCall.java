package dev.parley.bench.ceiling;

import dev.parley.bench.load.Tally;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/// One caller of the echo server.
final class EchoCall extends ClientCall.Listener<byte[]> {

    private final Channel channel;
    private final byte[] body;
    private final Tally tally;
    private volatile boolean stopped;
    private boolean repeating;
    private @Nullable ClientCall<byte[], byte[]> call;

    EchoCall(Channel channel, byte[] body, Tally tally) {
        this.channel = channel;
        this.body = body;
        this.tally = tally;
    }

    /// One call after the other.
    void unary() {
        ClientCall<byte[], byte[]> fresh = channel.newCall(EchoServer.UNARY, CallOptions.DEFAULT);
        fresh.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (stopped) {
                            return;
                        }
                        if (status.isOk()) {
                            tally.completed();
                        } else {
                            tally.failed("an echo failed", status);
                        }
                        if (!tally.isHopeless()) {
                            unary();
                        }
                    }
                },
                new Metadata());
        fresh.request(2);
        fresh.sendMessage(body);
        fresh.halfClose();
    }

    /// One stream with always so many elements under way.
    synchronized void stream(int window) {
        repeating = true;
        ClientCall<byte[], byte[]> stream = channel.newCall(EchoServer.STREAM, CallOptions.DEFAULT);
        call = stream;
        stream.start(this, new Metadata());
        stream.request(Integer.MAX_VALUE);
        for (int i = 0; i < window; i++) {
            stream.sendMessage(body);
        }
    }

    /// One feed.
    void push() {
        ClientCall<byte[], byte[]> feed = channel.newCall(EchoServer.PUSH, CallOptions.DEFAULT);
        call = feed;
        feed.start(this, new Metadata());
        feed.request(Integer.MAX_VALUE);
        feed.sendMessage(body);
        feed.halfClose();
    }

    void stop() {
        stopped = true;
        if (call != null) {
            call.cancel("The measurement is over", null);
        }
    }

    @Override
    public void onMessage(byte[] element) {
        tally.completed();
        if (repeating && !stopped) {
            again();
        }
    }

    /// A call takes elements of one thread at a time, and the first ones come from another.
    private synchronized void again() {
        if (call != null) {
            call.sendMessage(body);
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        if (!stopped) {
            tally.failed("an echo stream ended", status);
        }
    }
}
