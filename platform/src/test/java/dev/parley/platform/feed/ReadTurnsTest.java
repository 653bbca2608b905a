package dev.parley.platform.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.feed.ReadTurns.Turn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadTurnsTest {

    private final ReadTurns turns = new ReadTurns(2);
    private final List<String> served = new ArrayList<>();

    private Turn of(String user, String feed) {
        return turns.of(user, () -> served.add(feed));
    }

    private Turn waiting(String user, String feed) {
        Turn turn = of(user, feed);
        assertThat(turn.take()).isFalse();
        return turn;
    }

    private Turn held(String user) {
        Turn turn = of(user, "never");
        assertThat(turn.take()).isTrue();
        assertThat(turn.take()).isTrue();
        return turn;
    }

    @Test
    void onlySomeReadAtATime() {
        Turn one = held("a");
        held("a");
        Turn third = waiting("a", "third");
        assertThat(third.take()).isFalse();
        assertThat(turns.waiting()).isEqualTo(1);

        one.end();

        assertThat(served).containsExactly("third");
        assertThat(third.take()).isTrue();
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
    void atLeastOneReads() {
        assertThatThrownBy(() -> new ReadTurns(0)).hasMessage("PARLEY_FEED_READERS must be at least 1, not 0.");
    }
}
