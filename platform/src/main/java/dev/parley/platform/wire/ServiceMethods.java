package dev.parley.platform.wire;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Changes how a service reads its requests.
public final class ServiceMethods {

    private ServiceMethods() {}

    /// Returns the same service with changed methods.
    public static ServerServiceDefinition map(
            ServerServiceDefinition service, UnaryOperator<ServerMethodDefinition<?, ?>> change) {
        List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
        service.getMethods().forEach(method -> methods.add(change.apply(method)));
        ServiceDescriptor before = service.getServiceDescriptor();
        var descriptor =
                ServiceDescriptor.newBuilder(before.getName()).setSchemaDescriptor(before.getSchemaDescriptor());
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        var changed = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(changed::addMethod);
        return changed.build();
    }

    /// Returns the same service with one method whose requests `reader` reads and `handler` handles.
    public static <Q, R> ServerServiceDefinition replacing(
            ServerServiceDefinition service,
            MethodDescriptor<?, R> replaced,
            Marshaller<Q> reader,
            ServerCallHandler<Q, R> handler) {
        return map(
                service,
                method -> method.getMethodDescriptor().getFullMethodName().equals(replaced.getFullMethodName())
                        ? ServerMethodDefinition.create(
                                replaced.toBuilder(reader, replaced.getResponseMarshaller())
                                        .build(),
                                handler)
                        : method);
    }

    /// Returns the same method with requests that `reader` reads and `handler` handles.
    public static <Q, R> ServerMethodDefinition<Q, R> reading(
            ServerMethodDefinition<?, R> method, Marshaller<Q> reader, ServerCallHandler<Q, R> handler) {
        MethodDescriptor<?, R> before = method.getMethodDescriptor();
        return ServerMethodDefinition.create(
                before.toBuilder(reader, before.getResponseMarshaller()).build(), handler);
    }
}
