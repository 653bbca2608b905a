package dev.parley.platform.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.feed.ReadTurns.Turn;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadTurnsTest {

    private final ReadTurns turns = new ReadTurns(2);
    private final List<String> served = new ArrayList<>();

    private Turn of(String user, String feed) {
        return turns.of(user, () -> served.add(feed));
    }

    private Turn waiting(String user, String feed) {
        Turn turn = of(user, feed);
        assertThat(turn.take(false)).isFalse();
        return turn;
    }

    private Turn held(String user) {
        Turn turn = of(user, "never");
        assertThat(turn.take(false)).isTrue();
        assertThat(turn.take(false)).isTrue();
        return turn;
    }

    @Test
    void onlySomeReadAtATime() {
        Turn one = held("a");
        held("a");
        Turn third = waiting("a", "third");
        assertThat(third.take(false)).isFalse();
        assertThat(turns.waiting()).isEqualTo(1);

        one.end();

        assertThat(served).containsExactly("third");
        assertThat(third.take(false)).isTrue();
        assertThat(turns.waiting()).isZero();
    }

    @Test
    void usersAreServedOneAfterAnother() {
        List<Turn> held = List.of(held("a"), held("a"));
        List<Turn> waiting = List.of(
                waiting("a", "a1"), waiting("a", "a2"), waiting("a", "a3"), waiting("b", "b1"), waiting("c", "c1"));

        held.forEach(Turn::end);
        waiting.getFirst().end();
        waiting.get(3).end();
        waiting.get(4).end();

        assertThat(served).containsExactly("a1", "b1", "c1", "a2", "a3");
    }

    @Test
    void whatStopsToWaitIsNotServed() {
        Turn one = held("a");
        Turn two = held("a");
        Turn gone = waiting("a", "gone");
        Turn goneLater = waiting("b", "gone later");
        waiting("c", "here");

        gone.end();
        one.end();
        goneLater.end();

        assertThat(served).containsExactly("gone later", "here");
        two.end();
        held("d");
    }

    @Test
    void endWithoutATurnDoesNothing() {
        of("a", "never").end();
        held("a");
        held("a");
        waiting("a", "third");
    }

    @Test
    void liveFeedsDoNotWaitForWhatBeginsAndAreBoundedThemselves() {
        held("a");
        held("a");
        waiting("a", "start");
        List<Turn> live = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            live.add(of("b", "never"));
            assertThat(live.getLast().take(true)).isTrue();
        }
        assertThat(of("b", "live").take(true)).isFalse();
        assertThat(turns.waiting()).isEqualTo(2);

        live.getFirst().end();

        assertThat(served).containsExactly("live");
    }

    @Test
    void whatStopsToWaitLeavesTheQueueOnce() {
        Turn one = held("a");
        held("a");
        Turn gone = waiting("a", "gone");

        assertThat(gone.stopWaiting()).isTrue();
        assertThat(gone.stopWaiting()).isFalse();
        assertThat(one.stopWaiting()).isFalse();
        one.end();
        assertThat(served).isEmpty();
    }

    @Test
    void storeThatAnswersNoReadForFiveSecondsIsLost() {
        assertThat(turns.isLost(in(60))).isFalse();
        Turn one = held("a");
        assertThat(turns.isLost(in(60)))
                .as("before the feed has a thread to read with")
                .isFalse();
        List<Boolean> lost = one.read(() -> List.of(turns.isLost(in(4)), turns.isLost(in(5))));
        assertThat(lost).containsExactly(false, true);
        assertThat(turns.isLost(in(60))).isFalse();
    }

    @Test
    void failuresAreNoAnswersAndOneAnswerEndsAnOutage() {
        Turn one = held("a");
        Turn two = held("a");
        assertThatThrownBy(() -> one.read(() -> {
                    throw new StoreUnavailable(Duration.ofSeconds(1)).exception();
                }))
                .isInstanceOf(ProblemException.class);
        two.end();
        assertThat(turns.isLost(in(4))).isFalse();
        assertThat(turns.isLost(in(60))).as("of nobody who asks").isFalse();
        Turn three = held("a");
        assertThat(three.<Boolean>read(() -> turns.isLost(in(5)))).isTrue();
        assertThat(turns.isLost(in(4))).isFalse();
    }

    /// Failures that follow each other within five seconds are one outage. It begins with the first one.
    @Test
    void storeThatOnlyFailsIsLostAfterFiveSeconds() {
        var seconds = new AtomicLong();
        var failing = new ReadTurns(1, () -> Duration.ofSeconds(seconds.get()).toNanos());
        for (int time : new int[] {0, 2, 4}) {
            seconds.set(time);
            Turn turn = failing.of("a", () -> {});
            assertThat(turn.take(false)).isTrue();
            assertThatThrownBy(() -> turn.read(() -> {
                        throw new StoreUnavailable(Duration.ofSeconds(1)).exception();
                    }))
                    .isInstanceOf(ProblemException.class);
        }
        assertThat(failing.isLost(Duration.ofMillis(4_900).toNanos())).isFalse();
        assertThat(failing.isLost(Duration.ofSeconds(5).toNanos())).isTrue();
    }

    private static long in(int seconds) {
        return System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void readsHaveADeadline() {
        Turn one = held("a");
        Deadline deadline = one.read(() -> Context.current().getDeadline());
        assertThat(deadline.timeRemaining(TimeUnit.MILLISECONDS)).isBetween(1L, 5_000L);
        assertThat(Context.current().getDeadline()).isNull();
    }

    @Test
    void atLeastOneReads() {
        assertThatThrownBy(() -> new ReadTurns(0)).hasMessage("PARLEY_FEED_READERS must be at least 1, not 0.");
    }
}
