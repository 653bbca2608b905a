package dev.parley.platform.feed.follow;

import dev.parley.access.v1.CallerKind;
import dev.parley.feed.v1.Closing;
import dev.parley.feed.v1.Renew;
import dev.parley.feed.v1.Unsubscribe;
import dev.parley.id.ThreadId;
import dev.parley.message.v1.FollowThreadsRequest;
import dev.parley.message.v1.FollowThreadsResponse;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.MessageServiceGrpc.MessageServiceImplBase;
import dev.parley.message.v1.ThreadSubscription;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.background.Background;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.caller.TokenRenewal;
import dev.parley.platform.feed.FeedConfig;
import dev.parley.platform.feed.FeedEnvelope;
import dev.parley.platform.feed.FeedSource;
import dev.parley.platform.feed.FeedUnderTest;
import dev.parley.platform.feed.FeedUnderTest.Source;
import dev.parley.platform.feed.Feeds;
import dev.parley.platform.limit.CallLimits;
import dev.parley.platform.limit.LimitConfig;
import dev.parley.platform.limit.LimitInterceptor;
import dev.parley.platform.testing.MutableClock;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.wire.PlatformProblemMapper;
import dev.parley.platform.wire.ProblemInterceptor;
import dev.parley.platform.wire.Problems;
import dev.parley.platform.wire.RequestRules;
import dev.parley.platform.wire.TolerantParsing;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
        implements FollowProtocol<FollowThreadsRequest, ThreadSubscription, WatchThreadResponse, FollowThreadsResponse>,
                AutoCloseable {

    private static final String THREAD = new ThreadId("thr_1").value();
    static final int USER_STREAMS = 3;
    static final int USER_BYTES = 300_000;
    private static final LimitConfig LIMITS =
            new LimitConfig(1_000, 500, USER_BYTES, 1_000, 1_000, 1_000, 10_000_000, 10, 10, 10);

    final MutableClock clock = new MutableClock(FeedUnderTest.START);
    final Map<String, Source> sources = new ConcurrentHashMap<>();
    final Map<String, Runnable> wakers = new ConcurrentHashMap<>();
    final MeterRegistry meters = new SimpleMeterRegistry();
    final Follows follows;
    final Feeds feeds;
    volatile Caller caller = bff(FeedUnderTest.LIFE);
    volatile TokenRenewal renewal = (opened, token) -> opened;
    private final Background background = new Background();
    private final Server server;
    private final ManagedChannel channel;

    FollowUnderTest(int subscriptions, int ofProcess) throws IOException {
        var problems = new Problems(List.of(new PlatformProblemMapper()));
        var limits = new CallLimits(LIMITS, problems, meters);
        var config = new FeedConfig(Duration.ofMillis(100), Duration.ofMinutes(30), 128);
        feeds = new Feeds(config, clock, problems, background);
        follows = new Follows(
                feeds,
                new FollowConfig(subscriptions, ofProcess, USER_STREAMS),
                (opened, token) -> renewal.renew(opened, token),
                new RequestRules(List.of()));
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(TolerantParsing.of(follows.into(new Others().bindService(), this), 1 << 20))
                .addStreamTracerFactory(limits)
                .intercept(new LimitInterceptor(limits))
                .intercept(new AsCaller())
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

    /// Returns how many bytes callers hold.
    double held() {
        return meters.get("parley.limit.held").tag("what", "bytes").gauge().value();
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
                        .setSubscribe(ThreadSubscription.newBuilder()
                                .setSubscriptionId(id)
                                .setThreadId(THREAD))
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

    /// The other RPCs are unknown.
    private static final class Others extends MessageServiceImplBase {}

    /// All calls are those of one caller, at first of a service.
    private final class AsCaller implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            return Contexts.interceptCall(caller.into(Context.current()), call, headers, next);
        }
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
    public FeedSource<WatchThreadResponse> open(ThreadSubscription feed, Caller caller, Runnable waker) {
        wakers.put(feed.getSubscriptionId(), waker);
        return source(feed.getSubscriptionId());
    }

    @Override
    public FeedEnvelope<WatchThreadResponse> envelope() {
        return FeedUnderTest.ENVELOPE;
    }

    @Override
    public FollowEnvelope<WatchThreadResponse, FollowThreadsResponse> responses() {
        return new FollowEnvelope<>(
                (id, element) -> FollowThreadsResponse.newBuilder()
                        .setSubscriptionId(id)
                        .setFeed(element)
                        .build(),
                part -> FollowThreadsResponse.newBuilder().setHeartbeat(part).build(),
                part -> FollowThreadsResponse.newBuilder().setRenewed(part).build(),
                part -> FollowThreadsResponse.newBuilder().setClosing(part).build());
    }
}
