package dev.parley.inbox.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.watch.InboxProgress.Sought;
import dev.parley.inbox.watch.WaitingReaders.Reader;
import dev.parley.platform.consistency.Position;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Each bound is the only one that applies.
final class WaitingReadersTest {

    private static final UserId ANN = new UserId("usr_ann");
    private static final UserId BEN = new UserId("usr_ben");
    private static final int MANY = 100;

    private static Optional<Reader> enter(WaitingReaders waiting, UserId user, int positions) {
        List<Sought> sought = LongStream.rangeClosed(1, positions)
                .mapToObj(i -> new Sought(user, Position.head(new ThreadId("thr_a"), i)))
                .toList();
        return waiting.enter(user, sought);
    }

    @Test
    void positionsOfOneUserAreBoundedInOneCall() {
        var waiting = new WaitingReaders(MANY, MANY, 3);
        assertThat(enter(waiting, ANN, 4)).isEmpty();
        assertThat(enter(waiting, ANN, 3)).isPresent();
    }

    @Test
    void positionsOfOneUserAreBoundedInAllCallsTogether() {
        var waiting = new WaitingReaders(MANY, MANY, 3);
        var two = enter(waiting, ANN, 2);
        assertThat(enter(waiting, ANN, 2)).isEmpty();
        assertThat(enter(waiting, ANN, 1)).isPresent();
        assertThat(enter(waiting, BEN, 3)).as("another user").isPresent();
        assertThat(waiting.positions()).isEqualTo(6);

        waiting.leave(two.orElseThrow());

        assertThat(enter(waiting, ANN, 3)).isEmpty();
        assertThat(enter(waiting, ANN, 2)).isPresent();
    }

    @Test
    void callsOfOneUserAreBounded() {
        var waiting = new WaitingReaders(MANY, 2, MANY);
        var one = enter(waiting, ANN, 1);
        assertThat(enter(waiting, ANN, 1)).isPresent();
        assertThat(enter(waiting, ANN, 1)).isEmpty();
        assertThat(enter(waiting, BEN, 1)).as("another user").isPresent();

        waiting.leave(one.orElseThrow());

        assertThat(enter(waiting, ANN, 1)).isPresent();
    }

    @Test
    void positionsOfAllUsersAreBounded() {
        var waiting = new WaitingReaders(5, MANY, MANY);
        var three = enter(waiting, ANN, 3);
        assertThat(enter(waiting, BEN, 3)).isEmpty();
        assertThat(enter(waiting, BEN, 2)).isPresent();

        waiting.leave(three.orElseThrow());

        assertThat(enter(waiting, BEN, 3)).isPresent();
        assertThat(waiting.positions()).isEqualTo(5);
    }
}
