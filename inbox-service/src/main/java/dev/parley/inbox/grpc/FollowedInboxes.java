package dev.parley.inbox.grpc;

import com.google.protobuf.Message;
import dev.parley.feed.v1.Closing;
import dev.parley.feed.v1.Heartbeat;
import dev.parley.feed.v1.Renewed;
import dev.parley.id.UserId;
import dev.parley.inbox.grpc.WatchedInbox.Begin;
import dev.parley.inbox.v1.FollowInboxesRequest;
import dev.parley.inbox.v1.FollowInboxesResponse;
import dev.parley.inbox.v1.InboxSubscription;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.platform.caller.ActingUser;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.feed.FeedEnvelope;
import dev.parley.platform.feed.FeedSource;
import dev.parley.platform.feed.FollowProtocol;
import dev.parley.platform.feed.Follows;
import dev.parley.platform.wire.RequestRules;
import dev.parley.platform.wire.UnknownFields;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Opens streams that follow many inboxes.
@Singleton
final class FollowedInboxes implements FollowProtocol<FollowInboxesRequest, WatchInboxResponse, FollowInboxesResponse> {

    private final Follows follows;
    private final InboxWatcher watcher;
    private final RequestRules rules;

    FollowedInboxes(Follows follows, InboxWatcher watcher, RequestRules rules) {
        this.follows = follows;
        this.watcher = watcher;
        this.rules = rules;
    }

    /// Opens a stream of the current caller.
    StreamObserver<FollowInboxesRequest> open(StreamObserver<FollowInboxesResponse> response) {
        return follows.open(this, response);
    }

    @Override
    public Command<WatchInboxResponse> toCommand(FollowInboxesRequest request) {
        return switch (request.getCommandCase()) {
            case SUBSCRIBE ->
                FollowProtocol.subscribe(request.getSubscribe().getSubscriptionId(), (caller, waker) -> {
                    UnknownFields.refuse(request);
                    return open(request.getSubscribe(), caller, waker);
                });
            case UNSUBSCRIBE -> {
                check(request, request.getUnsubscribe());
                yield new Command.Unsubscribe<>(request.getUnsubscribe().getSubscriptionId());
            }
            case RENEW -> {
                check(request, request.getRenew());
                yield new Command.Renew<>(request.getRenew().getToken());
            }
            case COMMAND_NOT_SET -> throw FollowProtocol.noCommand(request);
        };
    }

    private void check(FollowInboxesRequest request, Message command) {
        UnknownFields.refuse(request);
        rules.check(command);
    }

    private FeedSource<WatchInboxResponse> open(InboxSubscription subscription, Caller caller, Runnable waker) {
        rules.check(subscription);
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
    public FollowInboxesResponse toResponse(String subscription, WatchInboxResponse element) {
        return FollowInboxesResponse.newBuilder()
                .setSubscriptionId(subscription)
                .setFeed(element)
                .build();
    }

    @Override
    public FollowInboxesResponse toResponse(Heartbeat heartbeat) {
        return FollowInboxesResponse.newBuilder().setHeartbeat(heartbeat).build();
    }

    @Override
    public FollowInboxesResponse toResponse(Renewed renewed) {
        return FollowInboxesResponse.newBuilder().setRenewed(renewed).build();
    }

    @Override
    public FollowInboxesResponse toResponse(Closing closing) {
        return FollowInboxesResponse.newBuilder().setClosing(closing).build();
    }
}
