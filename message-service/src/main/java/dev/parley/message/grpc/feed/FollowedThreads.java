package dev.parley.message.grpc.feed;

import com.google.protobuf.Message;
import dev.parley.feed.v1.Closing;
import dev.parley.feed.v1.Heartbeat;
import dev.parley.feed.v1.Renewed;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.feed.LiveThreads;
import dev.parley.message.feed.Start;
import dev.parley.message.v1.FollowThreadsRequest;
import dev.parley.message.v1.FollowThreadsResponse;
import dev.parley.message.v1.ThreadSubscription;
import dev.parley.message.v1.WatchThreadResponse;
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

/// Opens streams that follow many threads.
@Singleton
public final class FollowedThreads
        implements FollowProtocol<FollowThreadsRequest, WatchThreadResponse, FollowThreadsResponse> {

    private final Follows follows;
    private final LiveThreads live;
    private final RequestRules rules;

    /// Opens streams whose feeds follow live threads.
    public FollowedThreads(Follows follows, LiveThreads live, RequestRules rules) {
        this.follows = follows;
        this.live = live;
        this.rules = rules;
    }

    /// Opens a stream of the current caller.
    public StreamObserver<FollowThreadsRequest> open(StreamObserver<FollowThreadsResponse> response) {
        return follows.open(this, response);
    }

    @Override
    public Command<WatchThreadResponse> toCommand(FollowThreadsRequest request) {
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

    private void check(FollowThreadsRequest request, Message command) {
        UnknownFields.refuse(request);
        rules.check(command);
    }

    private FeedSource<WatchThreadResponse> open(ThreadSubscription subscription, Caller caller, Runnable waker) {
        rules.check(subscription);
        UserId user = ActingUser.of(caller, subscription.getActingUserId());
        ThreadId thread = new ThreadId(subscription.getThreadId());
        Start start = start(subscription, thread, user);
        return new ThreadFeed(thread, user, () -> live.follow(thread, user, start, waker));
    }

    private static Start start(ThreadSubscription subscription, ThreadId thread, UserId user) {
        return switch (subscription.getStartCase()) {
            case AFTER_SEQUENCE -> new Start.After(subscription.getAfterSequence());
            case RESUME_TOKEN -> ThreadFeeds.resumed(subscription.getResumeToken(), thread, user);
            case LAST -> new Start.Last(subscription.getLast());
            case START_NOT_SET -> new Start.Now();
        };
    }

    @Override
    public FeedEnvelope<WatchThreadResponse> envelope() {
        return ThreadFeeds.ENVELOPE;
    }

    @Override
    public FollowThreadsResponse toResponse(String subscription, WatchThreadResponse element) {
        return FollowThreadsResponse.newBuilder()
                .setSubscriptionId(subscription)
                .setFeed(element)
                .build();
    }

    @Override
    public FollowThreadsResponse toResponse(Heartbeat heartbeat) {
        return FollowThreadsResponse.newBuilder().setHeartbeat(heartbeat).build();
    }

    @Override
    public FollowThreadsResponse toResponse(Renewed renewed) {
        return FollowThreadsResponse.newBuilder().setRenewed(renewed).build();
    }

    @Override
    public FollowThreadsResponse toResponse(Closing closing) {
        return FollowThreadsResponse.newBuilder().setClosing(closing).build();
    }
}
