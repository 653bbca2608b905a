package dev.parley.message.grpc;

import dev.parley.message.grpc.feed.FollowedThreads;
import dev.parley.message.grpc.send.SendStreams;
import dev.parley.platform.feed.follow.Follows;
import dev.parley.platform.server.ServerConfig;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import jakarta.inject.Singleton;

/// The service `parley.message.v1.MessageService` as it is served: the handlers of [MessageGrpcService], and the
/// streams of sends and of many feeds, which read their requests themselves.
@Singleton
public final class MessageEndpoint implements BindableService {

    private final MessageGrpcService handlers;
    private final SendStreams sends;
    private final Follows follows;
    private final FollowedThreads followed;
    private final ServerConfig config;

    /// Serves these handlers and streams.
    public MessageEndpoint(
            MessageGrpcService handlers,
            SendStreams sends,
            Follows follows,
            FollowedThreads followed,
            ServerConfig config) {
        this.handlers = handlers;
        this.sends = sends;
        this.follows = follows;
        this.followed = followed;
        this.config = config;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return follows.into(sends.into(handlers.bindService(), config.maxMessageBytes()), followed);
    }
}
