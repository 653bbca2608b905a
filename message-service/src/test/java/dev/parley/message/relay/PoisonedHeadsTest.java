package dev.parley.message.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.ThreadId;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Heads that the inbox refuses, or on which it fails.
final class PoisonedHeadsTest extends HeadRelayTestbed {
    @Test
    void headThatTheInboxRefusesIsParkedAndBlocksNoOther() throws InterruptedException {
        List<ThreadId> threads = threads(10);
        ThreadId refused = threads.get(3);
        inbox.refused.add(refused);
        runPass();
        assertThat(inbox.known).hasSize(9).doesNotContainKey(refused);
        assertThat(heads.parked("", 10)).singleElement().satisfies(one -> {
            assertThat(one.thread()).isEqualTo(refused);
            assertThat(one.sequence()).isEqualTo(1);
            assertThat(one.reason()).isEqualTo("it is refused");
        });
        assertThat(marked()).isEmpty();

        inbox.refused.clear();
        assertThat(heads.retry(refused)).isTrue();
        runPass();
        assertThat(inbox.known).containsKey(refused);
        assertThat(heads.parked("", 10)).isEmpty();
    }

    @Test
    void headThatTheInboxFailsOnBlocksNoOtherAndStaysMarked() {
        List<ThreadId> threads = threads(10);
        ThreadId failing = threads.get(5);
        inbox.failing.add(failing);
        for (int round = 0; round < 20; round++) {
            ignoringFailures();
            pass(Duration.ofSeconds(3));
        }
        assertThat(inbox.known).hasSize(9).doesNotContainKey(failing);
        assertThat(marked()).containsExactly(failing);
        assertThat(heads.parked("", 10)).isEmpty();
    }

    /// What the inbox, or this process, may do with one head, other than to refuse it.
    static Stream<Named<Supplier<? extends Throwable>>> faults() {
        return Stream.of(
                Named.of("internal error", () -> answered("INTERNAL")),
                Named.of("unknown call", () -> answered("UNIMPLEMENTED")),
                Named.of("exception of the adapter", () -> new ArithmeticException("integer overflow")),
                Named.of("error of the adapter", StackOverflowError::new));
    }

    private static ProblemException answered(String code) {
        return new DependencyUnavailable("inbox", Duration.ofSeconds(1), code).exception();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void headThatFailsWhileOthersAreAcceptedIsParkedAfterTenAttempts(Supplier<? extends Throwable> fault) {
        List<ThreadId> threads = threads(10);
        ThreadId failing = threads.get(0);
        inbox.failing.add(failing);
        inbox.failure = fault;
        for (int round = 0; round < 9; round++) {
            ignoringFailures();
            assertThat(heads.parked("", 10)).isEmpty();
            ThreadId other = threads(1).getFirst();
            ignoringFailures();
            assertThat(inbox.known).as("round %d", round).containsKey(other);
            pass(Duration.ofSeconds(3));
        }
        ignoringFailures();
        assertThat(heads.parked("", 10)).singleElement().satisfies(one -> {
            assertThat(one.thread()).isEqualTo(failing);
            assertThat(one.attempts()).isEqualTo(10);
        });
        assertThat(marked()).isEmpty();
    }

    @Test
    void inboxThatFailsOnAllHeadsParksNone() {
        List<ThreadId> threads = threads(10);
        inbox.failing.addAll(threads);
        inbox.failure = () -> answered("INTERNAL");
        for (int round = 0; round < 100; round++) {
            ignoringFailures();
            pass(Duration.ofSeconds(3));
        }
        assertThat(heads.parked("", 10)).isEmpty();
        inbox.failing.clear();
        pass(Duration.ofSeconds(3));
        ignoringFailures();
        assertThat(inbox.known).containsOnlyKeys(threads);
    }

    /// More heads than one page has, and the first of them fail.
    @Test
    void pageOfFailingHeadsDoesNotHoldUpTheNextPages() {
        List<ThreadId> threads = threads(40);
        List<ThreadId> first = marked().subList(0, 8);
        inbox.failing.addAll(first);
        inbox.failure = () -> answered("INTERNAL");
        for (int round = 0; round < 20; round++) {
            ignoringFailures();
            pass(Duration.ofMillis(10));
        }
        assertThat(inbox.known)
                .hasSize(threads.size() - first.size())
                .doesNotContainKeys(first.toArray(ThreadId[]::new));
    }

    /// A head on which the inbox hangs takes ten seconds of the relay at each attempt.
    @Test
    void headOnWhichTheInboxHangsIsTriedSeldom() {
        List<ThreadId> threads = threads(6);
        var attempts = new AtomicLong();
        inbox.failing.add(threads.get(2));
        inbox.failure = () -> {
            attempts.incrementAndGet();
            pass(Duration.ofSeconds(10));
            return UNANSWERED.exception();
        };
        for (int round = 0; round < 60; round++) {
            ignoringFailures();
            threads(1);
            pass(Duration.ofSeconds(1));
        }
        assertThat(inbox.known).hasSizeGreaterThan(60);
        assertThat(attempts.get()).isLessThan(15);
        assertThat(heads.parked("", 10)).isEmpty();
    }

    @Test
    void outageOfTheInboxLosesNothing() throws InterruptedException {
        List<ThreadId> threads = threads(10);
        inbox.away = true;
        for (int round = 0; round < 5; round++) {
            assertThatThrownBy(relay::run).isInstanceOf(ProblemException.class);
        }
        assertThat(marked()).containsExactlyInAnyOrderElementsOf(threads);
        inbox.away = false;
        pass(Duration.ofMillis(100));
        runPass();
        assertThat(inbox.known).containsOnlyKeys(threads);
        assertThat(marked()).isEmpty();
    }
}
