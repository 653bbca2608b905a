package dev.parley.inbox.grpc;

import dev.parley.id.UserId;
import dev.parley.inbox.grpc.WatchedInbox.Begin;
import dev.parley.inbox.v1.FollowInboxesRequest;
import dev.parley.inbox.v1.FollowInboxesResponse;
import dev.parley.inbox.v1.InboxServiceGrpc;
import dev.parley.inbox.v1.InboxSubscription;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.platform.caller.ActingUser;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.feed.FeedEnvelope;
import dev.parley.platform.feed.FeedSource;
import dev.parley.platform.feed.follow.FollowEnvelope;
import dev.parley.platform.feed.follow.FollowProtocol;
import io.grpc.MethodDescriptor;
import jakarta.inject.Singleton;
import java.util.Optional;

/// The RPC that follows many inboxes.
@Singleton
final class FollowedInboxes
        implements FollowProtocol<FollowInboxesRequest, InboxSubscription, WatchInboxResponse, FollowInboxesResponse> {

    private static final FollowEnvelope<WatchInboxResponse, FollowInboxesResponse> RESPONSES = new FollowEnvelope<>(
            (id, element) -> FollowInboxesResponse.newBuilder()
                    .setSubscriptionId(id)
                    .setFeed(element)
                    .build(),
            heartbeat ->
                    FollowInboxesResponse.newBuilder().setHeartbeat(heartbeat).build(),
            renewed -> FollowInboxesResponse.newBuilder().setRenewed(renewed).build(),
            closing -> FollowInboxesResponse.newBuilder().setClosing(closing).build());

    private final InboxWatcher watcher;

    FollowedInboxes(InboxWatcher watcher) {
        this.watcher = watcher;
    }

    @Override
    public MethodDescriptor<FollowInboxesRequest, FollowInboxesResponse> method() {
        return InboxServiceGrpc.getFollowInboxesMethod();
    }

    @Override
    public Command<InboxSubscription> toCommand(FollowInboxesRequest request) {
        return switch (request.getCommandCase()) {
            case SUBSCRIBE ->
                new Command.Subscribe<>(request.getSubscribe().getSubscriptionId(), request.getSubscribe());
            case UNSUBSCRIBE -> new Command.End<>(request.getUnsubscribe());
            case RENEW -> new Command.Fresh<>(request.getRenew());
            case COMMAND_NOT_SET -> new Command.Unknown<>();
        };
    }

    @Override
    public FeedSource<WatchInboxResponse> open(InboxSubscription subscription, Caller caller, Runnable waker) {
        UserId user = ActingUser.of(caller, subscription.getActingUserId());
        return watcher.follow(new Begin(user, startOf(user, subscription)), waker);
    }

    private static Optional<Long> startOf(UserId user, InboxSubscription subscription) {
        return switch (subscription.getStartCase()) {
            case AFTER_REVISION -> Optional.of(subscription.getAfterRevision());
            case RESUME_TOKEN -> Optional.of(InboxTokens.readResume(subscription.getResumeToken(), user));
            case START_NOT_SET -> Optional.empty();
        };
    }

    @Override
    public FeedEnvelope<WatchInboxResponse> envelope() {
        return InboxWatcher.ENVELOPE;
    }

    @Override
    public FollowEnvelope<WatchInboxResponse, FollowInboxesResponse> responses() {
        return RESPONSES;
    }
}
