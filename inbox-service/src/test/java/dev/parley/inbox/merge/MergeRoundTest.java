package dev.parley.inbox.merge;

import static dev.parley.inbox.contract.Updates.head;
import static dev.parley.inbox.contract.Updates.read;
import static dev.parley.inbox.contract.Updates.thread;
import static dev.parley.inbox.contract.Updates.users;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MergeRoundTest {

    private static final ThreadId THREAD = new ThreadId("thr_a");

    @Test
    void roundOfASmallThreadSeesAllItsRows() {
        var round = MergeRound.ofHeads(known(state(users("u", 20))), List.of(head("thr_a", 1)));
        assertThat(round.keys()).hasSize(20);
        assertThat(round.outcome(Map.of()).due()).isEmpty();
    }

    @Test
    void roundOfALargeThreadSeesOnlyTheRowsThatMoved() {
        var large = state(users("u", 21));
        var round = MergeRound.ofHeads(known(large), List.of(head("thr_a", 1, read("usr_u_3", 1))));
        assertThat(round.keys()).containsExactly(new RowKey(new UserId("usr_u_3"), THREAD));
        assertThat(round.outcome(Map.of()).due()).containsExactly(THREAD);
        assertThat(MergeRound.ofAll(large).keys()).hasSize(21);
    }

    @Test
    void newVersionOfALargeThreadSeesUsersWhoJoinedOrLeft() {
        var large = state(users("u", 25));
        var next = thread("thr_a", 2, List.of(users("u", 26)).subList(1, 26).toArray(String[]::new));
        var round = MergeRound.ofChanges(known(large), List.of(next));
        assertThat(round.keys()).extracting(key -> key.user().value()).containsExactlyInAnyOrder("usr_u_0", "usr_u_25");
        assertThat(round.outcome(Map.of()).due()).containsExactly(THREAD);
    }

    @Test
    void versionThatChangesNothingLoadsNoRows() {
        for (int size : new int[] {3, 25}) {
            var round =
                    MergeRound.ofChanges(known(state(users("u", size))), List.of(thread("thr_a", 2, users("u", size))));
            assertThat(round.keys()).isEmpty();
            var outcome = round.outcome(Map.of());
            assertThat(outcome.due()).isEmpty();
            assertThat(outcome.threads()).extracting(ThreadState::version).containsExactly(2L);
            assertThat(outcome.users()).as("readers who wait for the version").hasSize(size < 21 ? size : 0);
        }
    }

    @Test
    void frameThatShowsNothingNewLoadsNoRowsAndWakesReaders() {
        var state = state(users("u", 3)).merge(head("thr_a", 5));
        var round = MergeRound.ofHeads(known(state), List.of(head("thr_a", 6, 5, 5)));
        assertThat(round.keys()).isEmpty();
        var outcome = round.outcome(Map.of());
        assertThat(outcome.due()).isEmpty();
        assertThat(outcome.threads())
                .extracting(thread -> thread.head().sequence())
                .containsExactly(6L);
        assertThat(outcome.advances(Map.of())).hasSize(3).contains(new Advance(new UserId("usr_u_1"), 0));

        var large = state(users("u", 25)).merge(head("thr_a", 5));
        var later = MergeRound.ofHeads(known(large), List.of(head("thr_a", 6, 5, 5)));
        assertThat(later.keys()).isEmpty();
        assertThat(later.outcome(Map.of()).due()).isEmpty();
    }

    @Test
    void outdatedUpdateSeesNoRows() {
        var state = state(users("u", 3)).merge(head("thr_a", 5));
        assertThat(MergeRound.ofHeads(known(state), List.of(head("thr_a", 5))).keys())
                .isEmpty();
        assertThat(MergeRound.ofChanges(known(state), List.of(thread("thr_a", 1, "usr_x")))
                        .keys())
                .isEmpty();
    }

    @Test
    void eachRowThatChangesGetsItsOwnRevision() {
        var ann = new UserId("usr_ann");
        var other = ThreadState.unknown(new ThreadId("thr_b")).merge(thread("thr_b", 1, "usr_ann", "usr_ben"));
        var known = Map.of(THREAD, state("usr_ann", "usr_bob"), other.thread(), other);
        var outcome = MergeRound.ofHeads(known, List.of(head("thr_a", 1), head("thr_b", 1)))
                .outcome(Map.of());
        assertThat(outcome.counts()).containsEntry(ann, 2).containsEntry(new UserId("usr_bob"), 1);
        var last = Map.of(ann, 7L, new UserId("usr_bob"), 4L, new UserId("usr_ben"), 1L);
        assertThat(outcome.numbered(last))
                .filteredOn(one -> one.move().key().user().equals(ann))
                .extracting(MergeOutcome.NumberedMove::revision)
                .containsExactly(6L, 7L);
        assertThat(outcome.advances(last)).contains(new Advance(ann, 7));
    }

    @Test
    void cursorOfAnUnknownUserIsKeptAndShowsNothing() {
        var outcome = MergeRound.ofHeads(
                        known(ThreadState.unknown(THREAD)), List.of(head("thr_a", 1, read("usr_x", 1))))
                .outcome(Map.of());
        assertThat(outcome.rows()).hasSize(1);
        assertThat(outcome.moves()).isEmpty();
        assertThat(outcome.advances(Map.of())).containsExactly(new Advance(new UserId("usr_x"), 0));
    }

    private static ThreadState state(String... users) {
        return ThreadState.unknown(THREAD).merge(thread("thr_a", 1, users));
    }

    private static Map<ThreadId, ThreadState> known(ThreadState state) {
        return Map.of(state.thread(), state);
    }
}
