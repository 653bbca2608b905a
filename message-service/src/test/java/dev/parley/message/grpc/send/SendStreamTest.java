package dev.parley.message.grpc.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.v1.CallerKind;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.grpc.MessageProblemMapper;
import dev.parley.message.grpc.Wire;
import dev.parley.message.log.MessageLog;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.send.MessageSender;
import dev.parley.message.send.ScreeningRequest;
import dev.parley.message.send.SendScreen;
import dev.parley.message.send.Verdict;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.platform.background.Background;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.feed.FeedConfig;
import dev.parley.platform.feed.Feeds;
import dev.parley.platform.wire.PlatformProblemMapper;
import dev.parley.platform.wire.Problems;
import dev.parley.platform.wire.RequestRules;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A send stream in all its phases, without a transport.
final class SendStreamTest {

    private static final String LANE = "lane";
    private static final UserId ALICE = new UserId("usr_alice");

    private final MemoryReplica replica = new MemoryReplica(new MemoryStore());
    private final ThreadId thread = replica.thread(ALICE, new UserId("usr_bob"));
    private final Safety safety = new Safety();
    private final Problems problems = new Problems(List.of(new PlatformProblemMapper(), new MessageProblemMapper()));
    private final Background background = new Background();
    private final Feeds feeds = new Feeds(
            new FeedConfig(Duration.ofSeconds(4), Duration.ofMinutes(30), 128),
            Clock.systemUTC(),
            problems,
            background);
    private final SendStreams streams = new SendStreams(
            new MessageSender(replica.fences(), safety, laned(replica.log()), MemoryReplica.HASHER, Clock.systemUTC()),
            new RequestRules(List.of()),
            problems,
            Clock.systemUTC(),
            feeds);
    private final ExecutorService lane = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name(LANE).factory());
    private final Response response = new Response();

    @AfterEach
    void stop() {
        background.close();
        streams.stop();
        lane.shutdownNow();
    }

    /// Returns a log whose changes are written by one thread for all, as on PostgreSQL.
    private MessageLog laned(MessageLog log) {
        return (MessageLog) Proxy.newProxyInstance(
                MessageLog.class.getClassLoader(), new Class<?>[] {MessageLog.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(log, arguments);
                    return result instanceof CompletableFuture<?> future
                            ? future.thenApplyAsync(same -> same, lane)
                            : result;
                });
    }

    /// Throws the given exception once.
    private static final class Safety implements SendScreen {

        @Nullable
        volatile Error failure;

        @Nullable
        volatile Thread thread;

        @Override
        public List<Verdict> verdicts(List<ScreeningRequest> requests) {
            thread = Thread.currentThread();
            Error thrown = failure;
            if (thrown != null) {
                failure = null;
                throw thrown;
            }
            return Collections.nCopies(requests.size(), Verdict.Allowed.PLAIN);
        }
    }

    /// Records what a stream writes.
    private static final class Response extends ServerCallStreamObserver<SendMessagesResponse> {

        final List<SendMessagesResponse> written = new CopyOnWriteArrayList<>();
        final AtomicInteger requested = new AtomicInteger();
        final AtomicInteger ends = new AtomicInteger();
        volatile boolean ready = true;
        volatile boolean broken;
        volatile String writer = "";

        @Nullable
        volatile Throwable error;

        private Runnable onReady = () -> {};
        private Runnable onCancel = () -> {};

        @Override
        public void onNext(SendMessagesResponse element) {
            if (broken) {
                throw new IllegalStateException("call is closed");
            }
            writer = Thread.currentThread().getName();
            written.add(element);
        }

        @Override
        public void onError(Throwable thrown) {
            error = thrown;
            ends.incrementAndGet();
        }

        @Override
        public void onCompleted() {
            ends.incrementAndGet();
        }

        void becomeReady() {
            ready = true;
            onReady.run();
        }

        void cancel() {
            onCancel.run();
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {
            onReady = handler;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            onCancel = handler;
        }

        @Override
        public void disableAutoRequest() {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void request(int count) {
            requested.addAndGet(count);
        }

        @Override
        public void setMessageCompression(boolean enable) {}

        @Override
        public void setCompression(String compression) {}

        @Override
        public void setOnCloseHandler(Runnable handler) {}
    }

    private StreamObserver<ArrivedSend> open() {
        var caller = new Caller(
                Optional.of(ALICE), Optional.empty(), Set.of(), Set.of(CallerKind.CALLER_KIND_USER), Instant.MAX);
        return streams.open(caller, response);
    }

    private void send(StreamObserver<ArrivedSend> sends, int number) {
        sends.onNext(arrived(Wire.text(thread.value(), "request-" + number, "Hello")));
    }

    private static ArrivedSend arrived(SendMessageRequest send) {
        var request = SendMessagesRequest.newBuilder().setSend(send).build();
        return ArrivedSend.parsed(request, request.getSerializedSize());
    }

    private void awaitEnd() {
        Awaitility.await().until(() -> response.ends.get() == 1 && streams.count() == 0);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private Code code() {
        return ((StatusRuntimeException) Optional.ofNullable(response.error).orElseThrow())
                .getStatus()
                .getCode();
    }

    @Test
    void halfClosedStreamCompletesEverySendAndEndsWithOk() {
        var sends = open();
        for (int i = 0; i < 300; i++) {
            send(sends, i);
        }
        sends.onCompleted();
        awaitEnd();
        assertThat(response.written).hasSize(300).allMatch(SendMessagesResponse::hasSent);
        assertThat(response.error).isNull();
    }

    /// The thread that writes the log for all must not spend its time on the large results of one stream.
    @Test
    void largeResultIsWrittenByTheThreadOfItsStream() {
        var written = new CountDownLatch(1);
        lane.execute(() -> awaitQuietly(written));
        open().onNext(arrived(Wire.text(thread.value(), "request-1", "x".repeat(10_000))));
        Awaitility.await("the stream's own thread has nothing to do").until(() -> {
            Thread own = safety.thread;
            return own != null && !own.isAlive();
        });
        written.countDown();
        Awaitility.await().until(() -> response.written.size() == 1);
        assertThat(response.writer).isNotEqualTo(LANE);
    }

    @Test
    void endingStreamCompletesOnlyAcceptedSends() {
        response.ready = false;
        var sends = open();
        send(sends, 1);
        Awaitility.await()
                .until(() ->
                        replica.log().states(List.of(thread)).get(thread).head().sequence() == 1);
        feeds.closeAll();
        send(sends, 2);
        response.becomeReady();
        awaitEnd();
        assertThat(response.written)
                .extracting(SendMessagesResponse::getRequestId)
                .containsExactly("request-1");
        assertThat(code()).isEqualTo(Code.UNAVAILABLE);
    }

    @Test
    void bytesThatAreNotASendEndTheStreamAfterTheResultsOfOthers() {
        response.ready = false;
        var sends = open();
        send(sends, 1);
        sends.onNext(ArrivedSend.malformed());
        send(sends, 2);
        sends.onCompleted();
        response.becomeReady();
        awaitEnd();
        assertThat(response.written)
                .extracting(SendMessagesResponse::getRequestId)
                .containsExactly("request-1");
        assertThat(code()).isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void halfClosedStreamOfBytesThatAreNotASendDoesNotEndWithOk() {
        var sends = open();
        sends.onNext(ArrivedSend.malformed());
        sends.onCompleted();
        awaitEnd();
        assertThat(code()).isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void cancelledStreamIsReleased() {
        var sends = open();
        send(sends, 1);
        response.cancel();
        Awaitility.await().until(() -> streams.count() == 0);
        assertThat(response.ends).hasValue(0);
    }

    @Test
    void errorInABatchIsTheResultOfItsSendsAndTheStreamContinues() {
        safety.failure = new StackOverflowError();
        var sends = open();
        send(sends, 1);
        Awaitility.await().until(() -> response.written.size() == 1);
        assertThat(response.written.getFirst().getError().getCode()).isEqualTo(Code.INTERNAL.value());
        send(sends, 2);
        sends.onCompleted();
        awaitEnd();
        assertThat(response.written.getLast().hasSent()).isTrue();
    }

    @Test
    void responseThatThrowsEndsTheStreamAndReleasesIt() {
        response.broken = true;
        var sends = open();
        send(sends, 1);
        Awaitility.await().until(() -> streams.count() == 0 && response.ends.get() == 1);
        assertThat(code()).isEqualTo(Code.INTERNAL);
        send(sends, 2);
        sends.onCompleted();
        assertThat(response.ends).hasValue(1);
    }

    @Test
    void textOfARefusedSendIsNotKeptUntilItsResultIsTaken() {
        response.ready = false;
        var sends = open();
        List<WeakReference<String>> texts = IntStream.range(0, 100)
                .mapToObj(i -> {
                    String text = "Hello " + i;
                    var send = Wire.text("thr_unknown", "request-" + i, text);
                    sends.onNext(arrived(send));
                    return new WeakReference<>(text);
                })
                .toList();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            return texts.stream().allMatch(text -> text.get() == null);
        });
        assertThat(streams.count()).isEqualTo(1);
        response.becomeReady();
        Awaitility.await().until(() -> response.written.size() == 100);
        assertThat(response.written.getLast().getRequestId()).isEqualTo("request-99");
    }

    @Test
    void unreadResultsLimitTheSendsInFlight() {
        response.ready = false;
        var sends = open();
        var sent = new AtomicInteger();
        Awaitility.await().until(() -> {
            while (sent.get() < response.requested.get()) {
                send(sends, sent.getAndIncrement());
            }
            return sent.get() >= SendWindow.SENDS;
        });
        assertThat(response.requested).hasValue(SendWindow.SENDS);
        response.becomeReady();
        Awaitility.await().until(() -> response.written.size() == SendWindow.SENDS);
        assertThat(response.requested.get()).isGreaterThan(SendWindow.SENDS);
        sends.onCompleted();
        awaitEnd();
    }
}
