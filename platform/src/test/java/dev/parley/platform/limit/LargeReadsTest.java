package dev.parley.platform.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.v1.CallerKind;
import dev.parley.id.UserId;
import dev.parley.message.v1.GetMessageRequest;
import dev.parley.message.v1.GetMessageResponse;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.MessageServiceGrpc.MessageServiceImplBase;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.wire.PlatformProblemMapper;
import dev.parley.platform.wire.ProblemInterceptor;
import dev.parley.platform.wire.Problems;
import dev.parley.platform.wire.Unary;
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
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A user's reads of pages take turns.
@Timeout(60)
final class LargeReadsTest {

    private static final Metadata.Key<String> USER = Metadata.Key.of("user", Metadata.ASCII_STRING_MARSHALLER);
    private static final LimitConfig LIMITS =
            new LimitConfig(1_000, 500, 1_000_000, 1_000, 1_000, 1_000, 10_000_000, 10, 10, 10);

    private final Problems problems = new Problems(List.of(new PlatformProblemMapper()));
    private final CallLimits limits = new CallLimits(LIMITS, problems, new SimpleMeterRegistry());
    private volatile LargeReads reads = new LargeReads(limits, Duration.ofSeconds(30));
    private final Semaphore go = new Semaphore(0, true);
    private final AtomicInteger begun = new AtomicInteger();
    private Server server = NettyServerBuilder.forPort(0).build();
    private ManagedChannel channel =
            NettyChannelBuilder.forAddress("127.0.0.1", 1).build();

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Reader())
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .addStreamTracerFactory(limits)
                .intercept(new LimitInterceptor(limits))
                .intercept(new AsCaller())
                .intercept(new ProblemInterceptor(problems))
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        go.release(1_000);
        channel.shutdownNow();
        server.shutdownNow();
    }

    private final class Reader extends MessageServiceImplBase {
        @Override
        public void getMessage(GetMessageRequest request, StreamObserver<GetMessageResponse> response) {
            Unary.reply(
                    response,
                    () -> reads.inTurn(() -> {
                        begun.incrementAndGet();
                        go.acquireUninterruptibly();
                        return GetMessageResponse.getDefaultInstance();
                    }));
        }
    }

    private static final class AsCaller implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            var caller = new Caller(
                    Optional.of(new UserId(String.valueOf(headers.get(USER)))),
                    Optional.empty(),
                    Set.of(),
                    Set.of(CallerKind.CALLER_KIND_USER),
                    Instant.MAX);
            return Contexts.interceptCall(caller.into(Context.current()), call, headers, next);
        }
    }

    private MessageServiceGrpc.MessageServiceFutureStub as(String user) {
        var headers = new Metadata();
        headers.put(USER, user);
        return MessageServiceGrpc.newFutureStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private Future<GetMessageResponse> read(String user) {
        return as(user).getMessage(GetMessageRequest.getDefaultInstance());
    }

    @Test
    void readsOfAUserTakeTurnsAndOthersDoNotWaitForThem() throws Exception {
        var loud = new ArrayList<Future<GetMessageResponse>>();
        for (int i = 0; i < 50; i++) {
            loud.add(read("usr_mallory"));
        }
        Awaitility.await().until(() -> begun.get() == 2 && limits.calls() == 50);
        Future<GetMessageResponse> quiet = read("usr_alice");
        Awaitility.await().until(() -> begun.get() == 3);
        go.release(3);
        quiet.get(10, TimeUnit.SECONDS);
        Awaitility.await().until(() -> begun.get() >= 4);
        assertThat(begun.get()).isLessThanOrEqualTo(5);
        go.release(48);
        for (Future<GetMessageResponse> one : loud) {
            one.get(10, TimeUnit.SECONDS);
        }
        Awaitility.await().until(() -> reads.users() == 0);
    }

    /// A store that hangs must not keep the reads of a user waiting for each other.
    @Test
    void readThatHasWaitedLongIsBegun() {
        reads = new LargeReads(limits, Duration.ofMillis(50));
        for (int i = 0; i < 10; i++) {
            read("usr_mallory");
        }
        Awaitility.await().until(() -> begun.get() == 10);
        go.release(10);
        Awaitility.await().until(() -> reads.users() == 0);
    }

    @Test
    void readWhoseCallerIsGoneIsNotBegun() {
        read("usr_mallory");
        read("usr_mallory");
        Awaitility.await().until(() -> begun.get() == 2);
        Future<GetMessageResponse> gone = read("usr_mallory");
        Awaitility.await().until(() -> limits.calls() == 3);
        gone.cancel(true);
        Awaitility.await().until(() -> limits.calls() == 2);
        go.release(2);
        Awaitility.await().until(() -> reads.users() == 0);
        assertThat(begun).hasValue(2);
    }

    @Test
    void waitEndsWithTheDeadline() {
        read("usr_mallory");
        read("usr_mallory");
        Awaitility.await().until(() -> begun.get() == 2);
        Future<GetMessageResponse> late = as("usr_mallory")
                .withDeadlineAfter(1, TimeUnit.SECONDS)
                .getMessage(GetMessageRequest.getDefaultInstance());
        assertThat(late).failsWithin(Duration.ofSeconds(10));
        go.release(2);
        Awaitility.await().until(() -> reads.users() == 0);
        assertThat(begun).hasValue(2);
    }
}
