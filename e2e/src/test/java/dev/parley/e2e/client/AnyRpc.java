package dev.parley.e2e.client;

import com.google.protobuf.Message;
import dev.parley.access.v1.Rule;
import dev.parley.access.v1.RuleProto;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// An RPC of any type.
///
/// @param method the method as the generated code describes it
public record AnyRpc(MethodDescriptor<?, ?> method) {

    private static final long PATIENCE_SECONDS = 10;

    /// Returns its access rule. Throws if it has none.
    public Rule rule() {
        var schema = (ProtoMethodDescriptorSupplier) method.getSchemaDescriptor();
        if (schema == null || !schema.getMethodDescriptor().getOptions().hasExtension(RuleProto.rule)) {
            throw new AssertionError(this + " has no access rule");
        }
        return schema.getMethodDescriptor().getOptions().getExtension(RuleProto.rule);
    }

    /// Calls it with an empty request, and returns its failure; empty if it succeeds.
    public Optional<StatusRuntimeException> call(Channel channel) {
        return call(channel, emptyRequest());
    }

    /// Calls it, and returns its failure; empty if it succeeds.
    public Optional<StatusRuntimeException> call(Channel channel, Message request) {
        return parsed(channel, method, request);
    }

    private static <Q, R> Optional<StatusRuntimeException> parsed(
            Channel channel, MethodDescriptor<Q, R> method, Message request) {
        return call(
                channel,
                method,
                method.getRequestMarshaller().parse(request.toByteString().newInput()));
    }

    /// Calls it with bytes that need not be a request, and returns its failure; empty if it succeeds.
    public Optional<StatusRuntimeException> call(Channel channel, byte[] request) {
        return call(channel, raw(method), request);
    }

    /// Returns the same method for requests that are bytes, so that a caller neither builds nor writes a message.
    public static <R> MethodDescriptor<byte[], R> raw(MethodDescriptor<?, R> method) {
        return method.toBuilder(new RawBytes(), method.getResponseMarshaller()).build();
    }

    private record RawBytes() implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException("Only requests are raw");
        }
    }

    /// Returns an empty request.
    public Message emptyRequest() {
        if (method.getRequestMarshaller() instanceof PrototypeMarshaller<?> marshaller
                && marshaller.getMessagePrototype() instanceof Message prototype) {
            return prototype;
        }
        throw new IllegalStateException(method.getFullMethodName() + " has no request message");
    }

    private static <Q, R> Optional<StatusRuntimeException> call(
            Channel channel, MethodDescriptor<Q, R> method, Q request) {
        var outcome = new CompletableFuture<Optional<StatusRuntimeException>>();
        ClientCall<Q, R> call =
                channel.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(R message) {
                        outcome.complete(Optional.empty());
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        outcome.complete(
                                status.isOk() ? Optional.empty() : Optional.of(status.asRuntimeException(trailers)));
                    }
                },
                new Metadata());
        call.request(1);
        call.sendMessage(request);
        call.halfClose();
        try {
            return outcome.join();
        } finally {
            call.cancel("The test is done", null);
        }
    }

    @Override
    public String toString() {
        return method.getFullMethodName();
    }
}
