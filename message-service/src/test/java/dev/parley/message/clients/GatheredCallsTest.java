package dev.parley.message.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class GatheredCallsTest {

    @Test
    void eachCallerGetsTheAnswersToItsOwnQuestions() throws Exception {
        var calls = new GatheredCalls<Integer, Integer>(
                questions -> questions.stream().map(i -> i * 2).toList(), 16, 2);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = callers.invokeAll(IntStream.range(0, 2000)
                    .mapToObj(i -> (Callable<List<Integer>>) () -> calls.ask(List.of(i, i + 1)))
                    .toList());
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).containsExactly(i * 2, i * 2 + 2);
            }
        }
    }

    @Test
    void questionsGatherWhileACallIsUnderWay() throws Exception {
        var under = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var made = new AtomicInteger();
        var asked = new AtomicInteger();
        var calls = new GatheredCalls<Integer, Integer>(
                questions -> {
                    made.incrementAndGet();
                    under.countDown();
                    awaitQuietly(go);
                    return questions;
                },
                100,
                1);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = callers.submit(() -> calls.ask(List.of(0)));
            assertThat(under.await(30, TimeUnit.SECONDS)).isTrue();
            var later = IntStream.range(1, 20)
                    .mapToObj(i -> callers.submit(() -> {
                        asked.incrementAndGet();
                        return calls.ask(List.of(i));
                    }))
                    .toList();
            Awaitility.await().until(() -> asked.get() == 19 && calls.waiting() == 19);
            go.countDown();
            assertThat(first.get(30, TimeUnit.SECONDS)).containsExactly(0);
            for (var answer : later) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).hasSize(1);
            }
        }
        assertThat(made).hasValue(2);
    }

    @Test
    void failureReachesAllWhoWaited() {
        var calls = new GatheredCalls<Integer, Integer>(
                questions -> {
                    throw new IllegalStateException("out of reach");
                },
                10,
                1);
        assertThatThrownBy(() -> calls.ask(List.of(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> calls.ask(List.of(2))).hasMessage("out of reach");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
