package dev.parley.platform.server;

import dev.parley.platform.problem.PlatformProblem.FeatureNotAvailable;
import dev.parley.server.v1.ServerServiceGrpc;
import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerMethodDefinition;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Answers calls of RPCs that this server does not have: a newer client learns that the feature is missing,
/// as it does for a feature of an RPC that exists.
///
/// The name of such an RPC comes from the caller. So all of them share one method, under which interceptors
/// count and trace: nothing is kept per name. It has the access rule of GetServerInfo, so every valid caller
/// gets the answer, and everybody else is refused as for any other RPC. Services of gRPC itself, which tools
/// look for without a token, keep gRPC's own answer.
final class UnknownRpcs extends HandlerRegistry {

    private static final String OF_GRPC = "grpc.";

    private static final MethodDescriptor<Object, Object> METHOD = MethodDescriptor.newBuilder(
                    new NoMessage(), new NoMessage())
            .setFullMethodName("unknown/unknown")
            .setType(MethodType.UNARY)
            .setSchemaDescriptor(ServerServiceGrpc.getGetServerInfoMethod().getSchemaDescriptor())
            .build();

    @Override
    public @Nullable ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
        if (name.startsWith(OF_GRPC)) {
            return null;
        }
        return ServerMethodDefinition.create(METHOD, (_, _) -> {
            throw new FeatureNotAvailable(name).exception();
        });
    }

    /// The call ends before any message is read or written.
    private static final class NoMessage implements Marshaller<Object> {

        @Override
        public InputStream stream(Object message) {
            throw new UnsupportedOperationException("An unknown RPC has no messages");
        }

        @Override
        public Object parse(InputStream bytes) {
            throw new UnsupportedOperationException("An unknown RPC has no messages");
        }
    }
}
