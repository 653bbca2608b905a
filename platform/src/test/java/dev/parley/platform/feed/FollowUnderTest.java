package dev.parley.platform.feed;

import dev.parley.access.v1.CallerKind;
import dev.parley.feed.v1.Closing;
import dev.parley.feed.v1.Heartbeat;
import dev.parley.feed.v1.Renew;
import dev.parley.feed.v1.Renewed;
import dev.parley.feed.v1.Unsubscribe;
import dev.parley.message.v1.FollowThreadsRequest;
import dev.parley.message.v1.FollowThreadsResponse;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.MessageServiceGrpc.MessageServiceImplBase;
import dev.parley.message.v1.ThreadSubscription;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.background.Background;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.caller.TokenRenewal;
import dev.parley.platform.feed.FeedUnderTest.Source;
import dev.parley.platform.testing.MutableClock;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.wire.PlatformProblemMapper;
import dev.parley.platform.wire.ProblemInterceptor;
import dev.parley.platform.wire.Problems;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A server with streams of many feeds, whose sources behave as the test specifies.
final class FollowUnderTest
        implements FollowProtocol<FollowThreadsRequest, WatchThreadResponse, FollowThreadsResponse>, AutoCloseable {

    final MutableClock clock = new MutableClock(FeedUnderTest.START);
    final Map<String, Source> sources = new ConcurrentHashMap<>();
    final Map<String, Runnable> wakers = new ConcurrentHashMap<>();
    final Follows follows;
    final Feeds feeds;
    volatile TokenRenewal renewal = (opened, token) -> opened;
    private final Background background = new Background();
    private final Server server;
    private final ManagedChannel channel;

    FollowUnderTest(int subscriptions, int ofProcess) throws IOException {
        var problems = new Problems(List.of(new PlatformProblemMapper()));
        var config = new FeedConfig(Duration.ofMillis(100), Duration.ofMinutes(30), 128);
        feeds = new Feeds(config, clock, problems, background);
        follows = new Follows(
                feeds, new FollowConfig(subscriptions, ofProcess, 4), (opened, token) -> renewal.renew(opened, token));
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Followed())
                .intercept(new AsBff())
                .intercept(new ProblemInterceptor(problems))
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .flowControlWindow(64 * 1024)
                .build();
    }

    static Caller bff(Duration life) {
        return new Caller(
                Optional.empty(),
                Optional.of("bff"),
                Set.of(),
                Set.of(CallerKind.CALLER_KIND_SERVICE),
                FeedUnderTest.START.plus(life));
    }

    @Override
    public void close() {
        feeds.closeAll();
        channel.shutdownNow();
        server.shutdownNow();
        background.close();
    }

    /// Returns the source of a subscription.
    Source source(String id) {
        return sources.computeIfAbsent(id, key -> new Source());
    }

    /// Wakes a subscription, as a hint does.
    void hint(String id) {
        wakers.get(id).run();
    }

    Client client(RecordedStream<FollowThreadsRequest, FollowThreadsResponse> stream) {
        return new Client(stream, MessageServiceGrpc.newStub(channel).followThreads(stream));
    }

    /// A client of one stream.
    record Client(
            RecordedStream<FollowThreadsRequest, FollowThreadsResponse> stream,
            StreamObserver<FollowThreadsRequest> commands) {

        void subscribe(String... ids) {
            for (String id : ids) {
                commands.onNext(FollowThreadsRequest.newBuilder()
                        .setSubscribe(ThreadSubscription.newBuilder().setSubscriptionId(id))
                        .build());
            }
        }

        void unsubscribe(String id) {
            commands.onNext(FollowThreadsRequest.newBuilder()
                    .setUnsubscribe(Unsubscribe.newBuilder().setSubscriptionId(id))
                    .build());
        }

        void renew(String token) {
            commands.onNext(FollowThreadsRequest.newBuilder()
                    .setRenew(Renew.newBuilder().setToken(token))
                    .build());
        }

        void awaitCaughtUp(String... ids) {
            for (String id : ids) {
                stream.await(element -> element.getSubscriptionId().equals(id)
                        && element.getFeed().hasCaughtUp());
            }
        }

        Closing awaitClosing(String id) {
            return stream.await(element -> element.getSubscriptionId().equals(id)
                            && element.getFeed().hasClosing())
                    .getFeed()
                    .getClosing();
        }

        /// Returns the sequences of a subscription so far.
        List<Long> sequences(String id) {
            return stream.received().stream()
                    .filter(element -> element.getSubscriptionId().equals(id)
                            && element.getFeed().hasItem())
                    .map(element -> element.getFeed().getItem().getSequence())
                    .toList();
        }
    }

    private final class Followed extends MessageServiceImplBase {
        @Override
        public StreamObserver<FollowThreadsRequest> followThreads(StreamObserver<FollowThreadsResponse> response) {
            return follows.open(FollowUnderTest.this, response);
        }
    }

    /// All calls are those of one service.
    private static final class AsBff implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            return Contexts.interceptCall(bff(FeedUnderTest.LIFE).into(Context.current()), call, headers, next);
        }
    }

    @Override
    public Command<WatchThreadResponse> toCommand(FollowThreadsRequest request) {
        return switch (request.getCommandCase()) {
            case SUBSCRIBE -> {
                String id = request.getSubscribe().getSubscriptionId();
                yield FollowProtocol.subscribe(id, (caller, waker) -> {
                    wakers.put(id, waker);
                    return source(id);
                });
            }
            case UNSUBSCRIBE ->
                new Command.Unsubscribe<>(request.getUnsubscribe().getSubscriptionId());
            case RENEW -> new Command.Renew<>(request.getRenew().getToken());
            case COMMAND_NOT_SET -> throw FollowProtocol.noCommand(request);
        };
    }

    @Override
    public FeedEnvelope<WatchThreadResponse> envelope() {
        return FeedUnderTest.ENVELOPE;
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
