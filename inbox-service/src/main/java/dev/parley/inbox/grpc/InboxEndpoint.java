package dev.parley.inbox.grpc;

import dev.parley.platform.feed.follow.Follows;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import jakarta.inject.Singleton;

/// The service `parley.inbox.v1.InboxService` as it is served: the handlers of [InboxGrpcService], and the streams of
/// many feeds, which read their requests themselves.
@Singleton
final class InboxEndpoint implements BindableService {

    private final InboxGrpcService handlers;
    private final Follows follows;
    private final FollowedInboxes followed;

    InboxEndpoint(InboxGrpcService handlers, Follows follows, FollowedInboxes followed) {
        this.handlers = handlers;
        this.follows = follows;
        this.followed = followed;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return follows.into(handlers.bindService(), followed);
    }
}
