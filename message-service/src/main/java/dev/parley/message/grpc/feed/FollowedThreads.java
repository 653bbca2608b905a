package dev.parley.message.grpc.feed;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.feed.LiveThreads;
import dev.parley.message.feed.Start;
import dev.parley.message.v1.FollowThreadsRequest;
import dev.parley.message.v1.FollowThreadsResponse;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.ThreadSubscription;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.caller.ActingUser;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.feed.FeedEnvelope;
import dev.parley.platform.feed.FeedSource;
import dev.parley.platform.feed.follow.FollowEnvelope;
import dev.parley.platform.feed.follow.FollowProtocol;
import io.grpc.MethodDescriptor;
import jakarta.inject.Singleton;

/// The RPC that follows many threads.
@Singleton
public final class FollowedThreads
        implements FollowProtocol<
                FollowThreadsRequest, ThreadSubscription, WatchThreadResponse, FollowThreadsResponse> {

    private static final FollowEnvelope<WatchThreadResponse, FollowThreadsResponse> RESPONSES = new FollowEnvelope<>(
            (id, element) -> FollowThreadsResponse.newBuilder()
                    .setSubscriptionId(id)
                    .setFeed(element)
                    .build(),
            heartbeat ->
                    FollowThreadsResponse.newBuilder().setHeartbeat(heartbeat).build(),
            renewed -> FollowThreadsResponse.newBuilder().setRenewed(renewed).build(),
            closing -> FollowThreadsResponse.newBuilder().setClosing(closing).build());

    private final LiveThreads live;

    /// Opens feeds that follow live threads.
    public FollowedThreads(LiveThreads live) {
        this.live = live;
    }

    @Override
    public MethodDescriptor<FollowThreadsRequest, FollowThreadsResponse> method() {
        return MessageServiceGrpc.getFollowThreadsMethod();
    }

    @Override
    public Command<ThreadSubscription> toCommand(FollowThreadsRequest request) {
        return switch (request.getCommandCase()) {
            case SUBSCRIBE ->
                new Command.Subscribe<>(request.getSubscribe().getSubscriptionId(), request.getSubscribe());
            case UNSUBSCRIBE -> new Command.End<>(request.getUnsubscribe());
            case RENEW -> new Command.Fresh<>(request.getRenew());
            case COMMAND_NOT_SET -> new Command.Unknown<>();
        };
    }

    @Override
    public FeedSource<WatchThreadResponse> open(ThreadSubscription subscription, Caller caller, Runnable waker) {
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
    public FollowEnvelope<WatchThreadResponse, FollowThreadsResponse> responses() {
        return RESPONSES;
    }
}
