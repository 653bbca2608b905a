package dev.parley.bench.load;

import dev.parley.bench.wire.Ack;
import dev.parley.bench.wire.LeanCalls;
import dev.parley.bench.wire.SendTemplate;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/// Sends each message with a separate `SendMessage` call.
final class UnaryOutlet implements Outlet {

    private final Channel channel;
    private final CallOptions caller;
    private final SendTemplate template;
    private @Nullable Listener listener;

    UnaryOutlet(Channel channel, CallOptions caller, SendTemplate template) {
        this.channel = channel;
        this.caller = caller;
        this.template = template;
    }

    @Override
    public void open(Listener listener) {
        this.listener = listener;
        listener.ready();
    }

    @Override
    public void send(long mark) {
        if (listener == null) {
            throw new IllegalStateException("The outlet is not open");
        }
        ClientCall<byte[], Ack> call = channel.newCall(LeanCalls.SEND_MESSAGE, caller);
        call.start(new Answer(mark, listener), new Metadata());
        // Requests one more response than the call has, so that a second response would surface as an error.
        call.request(2);
        call.sendMessage(template.with(mark));
        call.halfClose();
    }

    @Override
    public void close() {
        // Nothing stays open between calls.
    }

    private static final class Answer extends ClientCall.Listener<Ack> {

        private final long mark;
        private final Listener listener;
        private long sequence;

        Answer(long mark, Listener listener) {
            this.mark = mark;
            this.listener = listener;
        }

        @Override
        public void onMessage(Ack ack) {
            sequence = ack.sequence();
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            listener.answered(new Ack(mark, sequence, status.isOk() ? null : status));
        }
    }
}
