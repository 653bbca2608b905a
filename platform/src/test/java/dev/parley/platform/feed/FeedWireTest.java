package dev.parley.platform.feed;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.feed.v1.CloseReason;
import dev.parley.feed.v1.Closing;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.MessageServiceGrpc.MessageServiceImplBase;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.background.Background;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.testing.MutableClock;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.wire.PlatformProblemMapper;
import dev.parley.platform.wire.ProblemInterceptor;
import dev.parley.platform.wire.Problems;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How a feed ends, as its reader sees it.
class FeedWireTest {

    private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");
    private static final Duration LIFE = Duration.ofMinutes(1);
    private static final FeedEnvelope<WatchThreadResponse> ENVELOPE = new FeedEnvelope<>(
            part -> WatchThreadResponse.newBuilder().setCaughtUp(part).build(),
            part -> WatchThreadResponse.newBuilder().setHeartbeat(part).build(),
            part -> WatchThreadResponse.newBuilder().setLagging(part).build(),
            part -> WatchThreadResponse.newBuilder().setClosing(part).build());

    private final MutableClock clock = new MutableClock(START);
    private final Problems problems = new Problems(List.of(new PlatformProblemMapper()));
    private final Background background = new Background();
    private final Feeds feeds =
            new Feeds(new FeedConfig(Duration.ofSeconds(4), Duration.ofMinutes(30), 128), clock, problems, background);
    private volatile Supplier<FeedPage<WatchThreadResponse>> pages = () -> new FeedPage<>(List.of(), 7, false);
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        String name = UUID.randomUUID().toString();
        server = InProcessServerBuilder.forName(name)
                .addService(new Watched())
                .intercept(new ProblemInterceptor(problems))
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).build();
    }

    @AfterEach
    void stop() {
        feeds.closeAll();
        background.close();
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void faultEndsTheFeedWithACallIdAndNoDetail() {
        pages = () -> {
            throw new IllegalStateException("the secret of the store");
        };
        StatusRuntimeException failure = assertProblem(ended(watch()), Code.INTERNAL, "INTERNAL");

        assertThat(errorInfo(failure).getMetadataOrThrow("call_id")).hasSize(36);
        assertThat(failure.getStatus().getDescription()).doesNotContain("secret");
    }

    @Test
    void storeThatIsAwayEndsTheFeedWithATokenToResumeFrom() {
        pages = () -> {
            throw new StoreUnavailable(Duration.ofSeconds(1)).exception();
        };
        var stream = watch();
        assertProblem(ended(stream), Code.UNAVAILABLE, "STORE_UNAVAILABLE");

        Closing closing = stream.received().getLast().getClosing();
        assertThat(closing.getReason()).isEqualTo(CloseReason.CLOSE_REASON_STORE_UNAVAILABLE);
        assertThat(closing.getResumeToken()).isEqualTo("after-7");
    }

    @Test
    void feedEndsWithTheCredentialsOfItsReader() {
        var stream = watch();
        stream.await(WatchThreadResponse::hasCaughtUp);
        clock.advance(LIFE);
        assertProblem(ended(stream), Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");

        assertThat(stream.received().getLast().getClosing().getReason())
                .isEqualTo(CloseReason.CLOSE_REASON_CREDENTIALS_EXPIRED);
    }

    private RecordedStream<WatchThreadRequest, WatchThreadResponse> watch() {
        RecordedStream<WatchThreadRequest, WatchThreadResponse> stream = RecordedStream.eager();
        MessageServiceGrpc.newStub(channel).watchThread(WatchThreadRequest.getDefaultInstance(), stream);
        return stream;
    }

    private static StatusRuntimeException ended(RecordedStream<?, ?> stream) {
        StatusRuntimeException failure = stream.awaitEnd();
        assertThat(failure).isNotNull();
        return failure;
    }

    private final class Watched extends MessageServiceImplBase {
        @Override
        public void watchThread(WatchThreadRequest request, StreamObserver<WatchThreadResponse> response) {
            feeds.open(response, ENVELOPE, START.plus(LIFE), 7).start(new Source());
        }
    }

    private final class Source implements FeedSource<WatchThreadResponse> {
        @Override
        public FeedPage<WatchThreadResponse> read(long after, int limit) {
            return pages.get();
        }

        @Override
        public void check() {
            // The reader keeps its right.
        }

        @Override
        public List<WatchThreadResponse> states() {
            return List.of();
        }

        @Override
        public String resumeToken(long position) {
            return "after-" + position;
        }

        @Override
        public void close() {
            // It watches nothing.
        }
    }
}
