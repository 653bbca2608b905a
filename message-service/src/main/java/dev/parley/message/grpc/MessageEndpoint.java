package dev.parley.message.grpc;

import dev.parley.message.grpc.send.SendStreams;
import dev.parley.platform.server.ServerConfig;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import jakarta.inject.Singleton;

/// The service `parley.message.v1.MessageService` as it is served: the handlers of [MessageGrpcService], and the
/// streams of sends, which read their requests themselves.
@Singleton
public final class MessageEndpoint implements BindableService {

    private final MessageGrpcService handlers;
    private final SendStreams streams;
    private final ServerConfig config;

    /// Serves these handlers and streams.
    public MessageEndpoint(MessageGrpcService handlers, SendStreams streams, ServerConfig config) {
        this.handlers = handlers;
        this.streams = streams;
        this.config = config;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return streams.into(handlers.bindService(), config.maxMessageBytes());
    }
}
