package dev.parley.platform.wire;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Passes malformed requests on to the [ProblemInterceptor] as null, such as one with a text that is not UTF-8.
/// Otherwise gRPC itself would end the call with a bare `UNKNOWN`.
public final class TolerantParsing {

    private TolerantParsing() {}

    /// The same service with tolerant parsing.
    public static ServerServiceDefinition of(ServerServiceDefinition service) {
        List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
        service.getMethods().forEach(method -> methods.add(tolerant(method)));
        ServiceDescriptor strict = service.getServiceDescriptor();
        var descriptor =
                ServiceDescriptor.newBuilder(strict.getName()).setSchemaDescriptor(strict.getSchemaDescriptor());
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        var tolerant = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(tolerant::addMethod);
        return tolerant.build();
    }

    private static <Q, R> ServerMethodDefinition<Q, R> tolerant(ServerMethodDefinition<Q, R> method) {
        MethodDescriptor<Q, R> strict = method.getMethodDescriptor();
        var requests = new TolerantMarshaller<>(strict.getRequestMarshaller());
        return ServerMethodDefinition.create(
                strict.toBuilder(requests, strict.getResponseMarshaller()).build(), method.getServerCallHandler());
    }

    private record TolerantMarshaller<T>(Marshaller<T> strict) implements Marshaller<T> {

        @Override
        public InputStream stream(T value) {
            return strict.stream(value);
        }

        @Override
        public @Nullable T parse(InputStream bytes) {
            try {
                return strict.parse(bytes);
            } catch (StatusRuntimeException malformed) {
                return null;
            }
        }
    }
}
