package dev.parley.message.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.message.clients.GatheredCalls.Bounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class GatheredCallsTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger made = new AtomicInteger();

    private static GatheredCalls<Integer, Integer> calls(
            Function<List<Integer>, List<Integer>> call, int batch, int parallel, Duration quick) {
        return new GatheredCalls<>(
                call, question -> 1, new Bounds(batch, 1_000, parallel, 1_000, quick, Duration.ZERO));
    }

    /// Returns each question as its own answer, once it is released.
    private List<Integer> held(List<Integer> questions) {
        made.incrementAndGet();
        try {
            go.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return questions;
    }

    /// Also after a failure, so that no caller is left waiting.
    @AfterEach
    void release() {
        go.countDown();
    }

    @Test
    void eachCallerGetsTheAnswersToItsOwnQuestions() throws Exception {
        var calls = calls(questions -> questions.stream().map(i -> i * 2).toList(), 16, 2, LONG);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = callers.invokeAll(IntStream.range(0, 400)
                    .mapToObj(i -> (Callable<Optional<List<Integer>>>) () -> calls.ask(List.of(i, i + 1), LONG))
                    .toList());
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).contains(List.of(i * 2, i * 2 + 2));
            }
        }
        assertThat(calls.waiting()).isZero();
    }

    @Test
    void questionsAccumulateWhileAFastCallIsInFlight() throws Exception {
        var calls = calls(this::held, 100, 8, LONG);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<Optional<List<Integer>>>>();
            all.add(callers.submit(() -> calls.ask(List.of(0), LONG)));
            Awaitility.await().until(() -> made.get() == 1);
            for (int i = 1; i < 20; i++) {
                int question = i;
                all.add(callers.submit(() -> calls.ask(List.of(question), LONG)));
            }
            Awaitility.await().until(() -> calls.waiting() == 19);
            go.countDown();
            for (var answer : all) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).isPresent();
            }
        }
        assertThat(made).hasValue(2);
    }

    @Test
    void callsWithManyQuestionsStartApart() throws Exception {
        go.countDown();
        var bounds = new Bounds(100, 1_000, 8, 1_000, LONG, Duration.ofSeconds(1));
        var calls = new GatheredCalls<Integer, Integer>(this::held, question -> 1, bounds);
        assertThat(calls.ask(List.of(0, 1, 2, 3, 4, 5, 6, 7), LONG)).isPresent();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = callers.submit(() -> calls.ask(List.of(8), LONG));
            Awaitility.await().until(() -> calls.waiting() == 1);
            var second = callers.submit(() -> calls.ask(List.of(9), LONG));
            assertThat(first.get()).contains(List.of(8));
            assertThat(second.get()).contains(List.of(9));
        }
        assertThat(made).hasValue(2);
    }

    @Test
    void slowCallsRunInParallelUpToTheLimit() throws Exception {
        var calls = calls(this::held, 100, 4, Duration.ofNanos(1));
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<Optional<List<Integer>>>>();
            for (int i = 1; i <= 10; i++) {
                int question = i;
                all.add(callers.submit(() -> calls.ask(List.of(question), LONG)));
                int calling = Math.min(i, 4);
                int waiting = i - calling;
                Awaitility.await().until(() -> made.get() == calling && calls.waiting() == waiting);
            }
            go.countDown();
            for (var answer : all) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).isPresent();
            }
        }
    }

    @Test
    void fullBatchDoesNotWaitForTheCallBeforeIt() throws Exception {
        var calls = calls(this::held, 5, 4, LONG);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            callers.submit(() -> calls.ask(List.of(0), LONG));
            Awaitility.await().until(() -> made.get() == 1);
            IntStream.range(0, 5).forEach(i -> callers.submit(() -> calls.ask(List.of(i), LONG)));
            Awaitility.await().until(() -> made.get() == 2);
            go.countDown();
        }
    }

    @Test
    void questionLeavesTheQueueWhenItsTimeIsOver() throws Exception {
        var calls = calls(this::held, 100, 1, LONG);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            callers.submit(() -> calls.ask(List.of(0), LONG));
            Awaitility.await().until(() -> made.get() == 1);
            assertThat(calls.ask(List.of(1), Duration.ofMillis(20))).isEmpty();
            assertThat(calls.waiting()).isZero();
            go.countDown();
        }
        assertThat(made).hasValue(1);
    }

    @Test
    void callerOfALongCallLeavesInTime() {
        var calls = calls(this::held, 100, 1, LONG);
        assertThat(calls.ask(List.of(0), Duration.ofMillis(20))).isEmpty();
        assertThat(calls.ask(List.of(1), Duration.ofMillis(20))).isEmpty();
        go.countDown();
        assertThat(calls.ask(List.of(2), LONG)).contains(List.of(2));
    }

    @Test
    void interruptOfACallerDoesNotReachTheCall() throws Exception {
        var calls = calls(this::held, 100, 1, LONG);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var caller = callers.submit(() -> calls.ask(List.of(0), LONG));
            Awaitility.await().until(() -> made.get() == 1);
            var other = callers.submit(() -> calls.ask(List.of(1), LONG));
            Awaitility.await().until(() -> calls.waiting() == 1);
            caller.cancel(true);
            assertThat(other.isDone()).isFalse();
            assertThat(made).hasValue(1);
            go.countDown();
            assertThat(other.get(30, TimeUnit.SECONDS)).contains(List.of(1));
        }
    }

    @Test
    void weightIsFreedByEveryOutcome() {
        var fails = new AtomicInteger();
        var calls = new GatheredCalls<Integer, Integer>(
                questions -> {
                    fails.incrementAndGet();
                    throw new IllegalStateException("out of reach");
                },
                question -> 600,
                new Bounds(100, 1_000, 1, 1_000, LONG, Duration.ZERO));
        for (int question = 0; question < 5; question++) {
            assertThatThrownBy(() -> calls.ask(List.of(1), LONG)).hasMessage("out of reach");
        }
        assertThat(fails).hasValue(5);
        assertThat(calls.waiting()).isZero();
    }

    @Test
    void waitingQuestionsAreBounded() throws Exception {
        var calls = new GatheredCalls<Integer, Integer>(
                this::held, question -> 400, new Bounds(100, 1_000, 1, 1_000, LONG, Duration.ZERO));
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            callers.submit(() -> calls.ask(List.of(0), LONG));
            Awaitility.await().until(() -> made.get() == 1);
            var waiting = callers.submit(() -> calls.ask(List.of(1, 2), LONG));
            Awaitility.await().until(() -> calls.waiting() == 2);
            assertThat(calls.ask(List.of(3), LONG)).isEmpty();
            go.countDown();
            assertThat(waiting.get(30, TimeUnit.SECONDS)).contains(List.of(1, 2));
        }
        assertThat(calls.ask(List.of(4), LONG)).contains(List.of(4));
    }

    @Test
    void heavyQuestionsAreSpreadOverCalls() throws Exception {
        var sizes = new ConcurrentLinkedQueue<Integer>();
        var calls = new GatheredCalls<Integer, Integer>(
                questions -> {
                    sizes.add(questions.size());
                    return held(questions);
                },
                question -> 100,
                new Bounds(100, 250, 1, 10_000, LONG, Duration.ZERO));
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            callers.submit(() -> calls.ask(List.of(0), LONG));
            Awaitility.await().until(() -> made.get() == 1);
            for (int question = 1; question <= 10; question++) {
                int asked = question;
                callers.submit(() -> calls.ask(List.of(asked), LONG));
            }
            Awaitility.await().until(() -> calls.waiting() == 10);
            go.countDown();
        }
        assertThat(sizes).hasSizeGreaterThanOrEqualTo(5).allMatch(size -> size <= 3);
    }

    @Test
    void failureReachesTheCaller() {
        var calls = calls(
                questions -> {
                    throw new IllegalStateException("out of reach");
                },
                10,
                1,
                LONG);
        assertThatThrownBy(() -> calls.ask(List.of(1), LONG)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> calls.ask(List.of(2), LONG)).hasMessage("out of reach");
    }
}
