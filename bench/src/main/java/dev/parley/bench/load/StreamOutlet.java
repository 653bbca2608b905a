package dev.parley.bench.load;

import dev.parley.bench.wire.Ack;
import dev.parley.bench.wire.LeanCalls;
import dev.parley.bench.wire.SendTemplate;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;

/// Sends over one `SendMessages` stream.
final class StreamOutlet implements Outlet {

    private final ClientCall<byte[], Ack> call;
    private final SendTemplate template;
    private volatile boolean closed;

    StreamOutlet(Channel channel, CallOptions caller, SendTemplate template) {
        this.call = channel.newCall(LeanCalls.SEND_MESSAGES, caller);
        this.template = template;
    }

    @Override
    public void open(Listener listener) {
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onReady() {
                        listener.ready();
                    }

                    @Override
                    public void onMessage(Ack ack) {
                        listener.answered(ack);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (!closed || !status.isOk()) {
                            listener.broken(status);
                        }
                    }
                },
                new Metadata());
        call.request(Integer.MAX_VALUE);
    }

    @Override
    public void send(long mark) {
        call.sendMessage(template.with(mark));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            call.halfClose();
        }
    }
}
