package dev.parley.platform.wire;

import com.google.protobuf.MessageLite;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Passes bytes that are not a request on to the [ProblemInterceptor]; gRPC itself would end the call with a
/// bare `UNKNOWN`. Bytes that are not a message of the RPC, such as a text that is not UTF-8, become null; a
/// request that is too large becomes a placeholder.
public final class TolerantParsing {

    /// A placeholder for a request that is larger than the server accepts. No handler ever gets it.
    record TooLarge(int maxBytes) {}

    /// No size limit.
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    private TolerantParsing() {}

    /// Returns the same service with tolerant parsing.
    ///
    /// @param maxBytes the maximum size of a request
    public static ServerServiceDefinition of(ServerServiceDefinition service, int maxBytes) {
        List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
        service.getMethods().forEach(method -> methods.add(tolerant(method, maxBytes)));
        ServiceDescriptor strict = service.getServiceDescriptor();
        var descriptor =
                ServiceDescriptor.newBuilder(strict.getName()).setSchemaDescriptor(strict.getSchemaDescriptor());
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        var tolerant = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(tolerant::addMethod);
        return tolerant.build();
    }

    private static <Q, R> ServerMethodDefinition<Q, R> tolerant(ServerMethodDefinition<Q, R> method, int maxBytes) {
        MethodDescriptor<Q, R> strict = method.getMethodDescriptor();
        var requests = new TolerantMarshaller<>(strict.getRequestMarshaller(), maxBytes);
        return ServerMethodDefinition.create(
                strict.toBuilder(requests, strict.getResponseMarshaller()).build(), method.getServerCallHandler());
    }

    private record TolerantMarshaller<T>(Marshaller<T> strict, int maxBytes) implements Marshaller<T> {

        @Override
        public InputStream stream(T value) {
            return strict.stream(value);
        }

        @Override
        public @Nullable T parse(InputStream bytes) {
            try {
                if (isTooLarge(bytes)) {
                    return tooLarge();
                }
                T message = strict.parse(bytes);
                return bytes instanceof KnownLength || !isTooLarge(message) ? message : tooLarge();
            } catch (StatusRuntimeException | IOException malformed) {
                return null;
            }
        }

        private boolean isTooLarge(InputStream bytes) throws IOException {
            return maxBytes != UNBOUNDED && bytes instanceof KnownLength && bytes.available() > maxBytes;
        }

        /// Needed only for compressed messages, whose length is not known before.
        private boolean isTooLarge(T message) {
            return maxBytes != UNBOUNDED && message instanceof MessageLite lite && lite.getSerializedSize() > maxBytes;
        }

        /// The type is erased, and the interceptor checks it before anything else uses it.
        @SuppressWarnings("unchecked")
        private T tooLarge() {
            return (T) new TooLarge(maxBytes);
        }
    }
}
