package dev.parley.message.postgres.append;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Standing;
import dev.parley.message.log.Draft;
import dev.parley.message.log.PendingChange;
import dev.parley.message.log.Post;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HeldChangesTest {

    private static final UserId ALICE = new UserId("usr_alice");

    private final HeldChanges held = new HeldChanges(Duration.ofSeconds(2));

    private static PendingChange<?> change(String thread, String text) {
        var id = new ThreadId("thr_" + thread);
        var draft = new Draft(id, ALICE, "req", text, Optional.empty());
        return new PendingChange<>(
                Post.of(draft, one -> new byte[0], Fence.of(id, 1, Standing.Status.OPEN, ALICE), true));
    }

    private static List<PendingChange<?>> changes(int threads, String text) {
        return IntStream.range(0, threads)
                .<PendingChange<?>>mapToObj(thread -> change("" + thread, text))
                .toList();
    }

    private List<PendingChange<?>> diverted(PendingChange<?> pending) {
        return held.divert(new ArrayList<>(List.of(pending)));
    }

    @Test
    void textsOfHeldChangesAreBounded() {
        String text = "x".repeat(10_000);
        assertThat(held.hold(changes(100, text), 0)).isEmpty();
        int accepted = 100;
        while (diverted(change("" + accepted % 100, text)).isEmpty()) {
            accepted++;
            assertThat(accepted).isLessThanOrEqualTo(1_500);
        }
        assertThat(held.hold(List.of(change("further", text)), 0)).hasSize(1);

        held.settle(held.next(1), List.of());
        assertThat(diverted(change("50", text))).as("one is written").isEmpty();

        held.expired(Duration.ofSeconds(3).toNanos());
        assertThat(held.isEmpty()).isTrue();
        assertThat(held.hold(changes(1_500, text), 0)).isEmpty();
        held.drain();
        assertThat(held.hold(changes(1_500, text), 0)).isEmpty();
    }

    @Test
    void heldThreadsAreBounded() {
        List<PendingChange<?>> many = changes(20_001, "");
        assertThat(held.hold(many, 0)).containsExactly(many.getLast());
        assertThat(diverted(change("7", ""))).hasSize(1);
        assertThat(held.drain()).hasSize(20_000);
    }
}
