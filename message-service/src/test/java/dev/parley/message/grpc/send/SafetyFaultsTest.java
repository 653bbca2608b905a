package dev.parley.message.grpc.send;

import static dev.parley.message.grpc.Wire.text;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.grpc.FakeSafety.Answering;
import dev.parley.message.grpc.Wire;
import dev.parley.message.problem.MessageProblem.CallerGone;
import dev.parley.message.send.ScreeningRequest;
import dev.parley.message.send.SendScreen;
import dev.parley.message.send.UnscreenedMessages;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.Screening;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.server.v1.ListParkedKeysRequest;
import dev.parley.server.v1.OperationsServiceGrpc;
import dev.parley.server.v1.ParkedKey;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// Sends while safety is down, hangs, or refuses calls.
final class SafetyFaultsTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final Wire WIRE = new Wire(Map.of());
    private static final Duration SAFETY_IS_KNOWN_AGAIN = Duration.ofSeconds(10);

    @AfterAll
    static void stop() {
        WIRE.close();
    }

    @AfterEach
    void safetyIsBack() {
        WIRE.safety.setAnswering(Answering.WELL);
        WIRE.safety.setIndigestion(Status.INVALID_ARGUMENT);
        String thread = WIRE.thread(ALICE, BOB);
        Awaitility.await()
                .atMost(SAFETY_IS_KNOWN_AGAIN)
                .ignoreExceptions()
                .until(() -> WIRE.send(ALICE, thread, "Well").getSequence() > 0);
    }

    private static String established() {
        String thread = WIRE.thread(ALICE, BOB);
        WIRE.send(ALICE, thread, "Before");
        return thread;
    }

    /// Whether the message is among those that safety still has to screen.
    private static boolean isUnscreened(Message message) {
        return WIRE.service.bean(UnscreenedMessages.class).unscreened(10_000).stream()
                .anyMatch(frame -> frame.id().value().equals(message.getMessageId()));
    }

    @Test
    void withoutSafetyFirstContactFailsAndEstablishedThreadsContinue() {
        String established = established();
        String fresh = WIRE.thread(ALICE, BOB);
        WIRE.safety.setAnswering(Answering.DOWN);
        assertProblem(() -> WIRE.as(ALICE).sendMessage(text(fresh, "Hi")), Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE");
        SendMessageResponse sent = WIRE.as(ALICE).sendMessage(text(established, "forbidden, but not screened"));
        assertThat(sent.getNotice().getScreening()).isEqualTo(Screening.SCREENING_PENDING);
        assertThat(isUnscreened(sent.getMessage())).isTrue();
        WIRE.safety.setAnswering(Answering.WELL);
        Awaitility.await().until(() -> !isUnscreened(sent.getMessage()));
        assertThat(WIRE.safety.seen())
                .filteredOn(draft -> draft.getText().startsWith("forbidden, but"))
                .as("what safety screened later")
                .isNotEmpty()
                .allSatisfy(draft -> assertThat(draft.getFirstContact()).isFalse());
        assertThat(WIRE.history(BOB, established))
                .as("a late refusal does not change the log")
                .contains(sent.getMessage());
    }

    @Test
    void retryWhileSafetyIsDownGetsTheFirstResult() {
        String thread = WIRE.thread(ALICE, BOB);
        SendMessageRequest request = text(thread, "lost-answer", "Sent once");
        Message first = WIRE.as(ALICE).sendMessage(request).getMessage();
        WIRE.safety.setAnswering(Answering.DOWN);
        SendMessageResponse again = WIRE.as(ALICE).sendMessage(request);
        assertThat(again.getMessage()).isEqualTo(first);
        assertThat(again.getReplayed()).isTrue();
    }

    /// Sends 1,000 messages at once, each with a deadline of 14 s: none fails, and none is late. With one
    /// call at a time, only 64 a second would pass.
    @Test
    void hangingSafetyDoesNotStopEstablishedThreads() throws Exception {
        var threads = new ArrayList<String>();
        for (int i = 0; i < 10; i++) {
            threads.add(established());
        }
        String fresh = WIRE.thread(ALICE, BOB);
        WIRE.safety.setAnswering(Answering.HANGING);
        int callsBefore = WIRE.safety.calls();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var sends = new ArrayList<Callable<SendMessageResponse>>();
            for (int caller = 0; caller < 100; caller++) {
                String thread = threads.get(caller % 10);
                for (int send = 0; send < 10; send++) {
                    sends.add(() -> WIRE.as(ALICE)
                            .withDeadlineAfter(14, TimeUnit.SECONDS)
                            .sendMessage(text(thread, "Goes on")));
                }
            }
            for (Future<SendMessageResponse> sent : callers.invokeAll(sends)) {
                assertThat(sent.get().getNotice().getScreening()).isEqualTo(Screening.SCREENING_PENDING);
            }
        }
        assertThat(WIRE.safety.calls() - callsBefore).as("calls to safety").isLessThan(20);
        assertProblem(() -> WIRE.as(ALICE).sendMessage(text(fresh, "Hi")), Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE");
        for (String thread : threads) {
            assertThat(WIRE.history(BOB, thread).getLast().getSequence()).isEqualTo(101);
        }
    }

    @Test
    void deadlineCountsEvenIfItsTimerIsLate() {
        WIRE.safety.setAnswering(Answering.HANGING);
        var screen = WIRE.service.bean(SendScreen.class);
        var draft = new ScreeningRequest(
                new ThreadId("thr_late"), new UserId(ALICE), Optional.of(new UserId(BOB)), "Too late", false);
        var release = new CountDownLatch(1);
        var timer = Executors.newSingleThreadScheduledExecutor();
        try (var context = Context.current().withDeadlineAfter(50, TimeUnit.MILLISECONDS, timer)) {
            timer.submit(() -> {
                release.await();
                return true;
            });
            assertThatThrownBy(() -> context.call(() -> screen.verdicts(List.of(draft))))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            thrown -> assertThat(thrown.problem()).isEqualTo(new CallerGone()));
        } finally {
            release.countDown();
            timer.shutdownNow();
        }
    }

    @Test
    void sendPastItsDeadlineIsNotAppendedLater() {
        String thread = established();
        WIRE.safety.setAnswering(Answering.HANGING);
        var late = text(thread, "Too late");
        try {
            WIRE.as(ALICE).withDeadlineAfter(300, TimeUnit.MILLISECONDS).sendMessage(late);
            throw new AssertionError("Safety hangs, but the send was screened");
        } catch (StatusRuntimeException over) {
            assertThat(over.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
        }
        WIRE.safety.setAnswering(Answering.WELL);
        Awaitility.await()
                .during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(10))
                .until(() -> WIRE.history(BOB, thread).size() == 1);
    }

    /// 40 first contacts at once; safety fails the calls that contain one of them.
    @ParameterizedTest
    @EnumSource(
            value = Code.class,
            names = {"OK", "CANCELLED", "UNAVAILABLE", "DEADLINE_EXCEEDED"},
            mode = Mode.EXCLUDE)
    void draftOnWhichSafetyFailsHoldsUpNoOtherSender(Code code) {
        WIRE.safety.setIndigestion(Status.fromCode(code));
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        var sends = WIRE.asyncAs(ALICE).sendMessages(results);
        for (int i = 0; i < 40; i++) {
            sends.onNext(SendMessagesRequest.newBuilder()
                    .setSend(text(WIRE.thread(ALICE, BOB), "request-" + i, i == 17 ? "indigestible" : "Good"))
                    .build());
        }
        sends.onCompleted();
        assertThat(results.awaitEnd()).isNull();
        assertThat(results.received())
                .filteredOn(SendMessagesResponse::hasError)
                .extracting(SendMessagesResponse::getRequestId)
                .containsExactly("request-17");
        assertThat(results.received())
                .filteredOn(SendMessagesResponse::hasSent)
                .allSatisfy(one ->
                        assertThat(one.getSent().getNotice().getScreening()).isNotEqualTo(Screening.SCREENING_PENDING));
        String next = WIRE.thread(ALICE, BOB);
        assertThat(WIRE.send(ALICE, next, "The breaker is closed").getSequence())
                .isEqualTo(1);
    }

    @Test
    void messageOnWhichSafetyFailsLaterIsTriedAgainAndOthersAreScreened() {
        String established = established();
        WIRE.safety.setAnswering(Answering.DOWN);
        Message poison = WIRE.send(ALICE, established, "indigestible");
        Message good = WIRE.send(ALICE, established, "Good");
        WIRE.safety.setIndigestion(Status.INTERNAL);
        WIRE.safety.setAnswering(Answering.WELL);
        Awaitility.await().until(() -> isScreened(good));
        assertThat(isScreened(poison)).isFalse();
        WIRE.safety.setIndigestion(Status.INVALID_ARGUMENT);
        Awaitility.await().until(() -> isScreened(poison));
        assertThat(refused()).contains(established + "/" + poison.getSequence());
    }

    private static boolean isScreened(Message message) {
        var database = WIRE.service.context().getBean(Database.class, Qualifiers.byName("message"));
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(
                    "select 1 from unscreened_message where thread_id = ? and sequence = ?")) {
                query.setString(1, message.getThreadId());
                query.setLong(2, message.getSequence());
                return Rows.first(query, row -> true).isEmpty();
            }
        });
    }

    /// Returns the messages that were refused after they were sent, as an operator sees them.
    private static List<String> refused() {
        return OperationsServiceGrpc.newBlockingStub(WIRE.service.as("usr_oscar", "operator"))
                .listParkedKeys(ListParkedKeysRequest.newBuilder()
                        .setTopic("message.refused")
                        .setPageSize(200)
                        .build())
                .getParkedKeysList()
                .stream()
                .map(ParkedKey::getKey)
                .toList();
    }

    @Test
    void draftThatSafetyRejectsDoesNotFailOthers() {
        String thread = established();
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        var sends = WIRE.asyncAs(ALICE).sendMessages(results);
        for (int i = 0; i < 40; i++) {
            sends.onNext(SendMessagesRequest.newBuilder()
                    .setSend(text(thread, "request-" + i, i == 17 ? "indigestible" : "Good"))
                    .build());
        }
        sends.onCompleted();
        assertThat(results.awaitEnd()).isNull();
        List<SendMessagesResponse> refused = results.received().stream()
                .filter(SendMessagesResponse::hasError)
                .toList();
        assertThat(refused).singleElement().satisfies(one -> {
            assertThat(one.getRequestId()).isEqualTo("request-17");
            assertThat(one.getError().getCode()).isEqualTo(Code.INVALID_ARGUMENT.value());
        });
        assertThat(WIRE.history(BOB, thread)).hasSize(40);
    }
}
