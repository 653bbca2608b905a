package dev.parley.message.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Standing.Status;
import dev.parley.message.problem.MessageProblem.ContactNotAllowed;
import dev.parley.message.problem.MessageProblem.ParticipantMuted;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.problem.MessageProblem.ThreadArchived;
import dev.parley.message.problem.MessageProblem.ThreadLocked;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FenceTest {

    private static final ThreadId THREAD = new ThreadId("thr_1");
    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_bob");
    private static final UserId CAROL = new UserId("usr_carol");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Fence TWO = Fence.of(THREAD, 1, Status.OPEN, ALICE, BOB);
    private static final Fence THREE = Fence.of(THREAD, 1, Status.OPEN, ALICE, BOB, CAROL);

    @Test
    void onlyParticipantsReadAndWrite() {
        assertThat(writer(TWO, ALICE)).isEmpty();
        assertThat(writer(TWO, CAROL)).contains(new ThreadAccessDenied(THREAD));
        assertThat(problem(() -> TWO.admitReader(CAROL))).contains(new ThreadAccessDenied(THREAD));
        assertThat(problem(() -> TWO.admitWatcher(CAROL))).contains(new ThreadAccessDenied(THREAD));
        assertThat(TWO.historyFrom(CAROL)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void closedContactClosesWritingForBothButNoFeed() {
        Fence closed = TWO.with(2, BOB, Member.PLAIN.withContactClosed(true));
        for (UserId user : List.of(ALICE, BOB)) {
            assertThat(writer(closed, user)).contains(new ContactNotAllowed(THREAD));
            closed.admitReader(user);
            closed.admitWatcher(user);
            assertThat(closed.showsCursors(user)).isFalse();
            assertThat(TWO.showsCursors(user)).isTrue();
        }
    }

    @Test
    void closedContactInAGroupConcernsOneUserOnly() {
        Fence closed = THREE.with(2, BOB, Member.PLAIN.withContactClosed(true));
        assertThat(writer(closed, BOB)).contains(new ContactNotAllowed(THREAD));
        assertThat(writer(closed, ALICE)).isEmpty();
        assertThat(closed.showsCursors(ALICE)).isTrue();
    }

    @Test
    void statusClosesWriting() {
        assertThat(writer(Fence.of(THREAD, 1, Status.LOCKED, ALICE), ALICE)).contains(new ThreadLocked(THREAD));
        assertThat(writer(Fence.of(THREAD, 1, Status.UNKNOWN, ALICE), ALICE)).contains(new ThreadLocked(THREAD));
        assertThat(writer(Fence.of(THREAD, 1, Status.ARCHIVED, ALICE), ALICE)).contains(new ThreadArchived(THREAD));
        assertThat(writer(TWO.with(2, TWO.standing().withFrozen(true)), ALICE)).contains(new ThreadLocked(THREAD));
    }

    @Test
    void mutedParticipantWritesAgainWhenTheTimeIsOver() {
        Fence muted = TWO.with(2, ALICE, Member.PLAIN.withMutedUntil(NOW.plusSeconds(1)));
        assertThat(writer(muted, ALICE)).contains(new ParticipantMuted(THREAD, NOW.plusSeconds(1)));
        assertThat(writer(muted, BOB)).isEmpty();
        assertThat(problem(() -> muted.admitWriter(ALICE, NOW.plusSeconds(1)))).isEmpty();
    }

    @Test
    void pendingGateLimitsTheMessagesOfItsRequester() {
        Fence gated = gated(Gate.State.PENDING);
        assertThat(writer(gated, ALICE)).isEmpty();
        assertThat(problem(() -> gated.admitOrdinal(ALICE, 3))).isEmpty();
        assertThat(problem(() -> gated.admitOrdinal(ALICE, 4))).contains(new ContactNotAllowed(THREAD));
        assertThat(writer(gated, BOB)).isEmpty();
        assertThat(problem(() -> gated.admitOrdinal(BOB, 99))).isEmpty();
    }

    /// Whatever the requester writes is refused, also what has no ordinal.
    @Test
    void closedGateClosesWritingForItsRequester() {
        Fence gated = gated(Gate.State.CLOSED);
        assertThat(writer(gated, ALICE)).contains(new ContactNotAllowed(THREAD));
        assertThat(problem(() -> gated.admitOrdinal(ALICE, 1))).contains(new ContactNotAllowed(THREAD));
        assertThat(writer(gated, BOB)).isEmpty();
        assertThat(problem(() -> gated.admitOrdinal(BOB, 99))).isEmpty();
        gated.admitReader(ALICE);
        gated.admitWatcher(ALICE);
    }

    @Test
    void acceptedGateLimitsNobody() {
        Fence gated = gated(Gate.State.ACCEPTED);
        assertThat(writer(gated, ALICE)).isEmpty();
        assertThat(problem(() -> gated.admitOrdinal(ALICE, 99))).isEmpty();
    }

    @Test
    void unknownGateClosesWritingForEverybody() {
        Fence gated = gated(Gate.State.UNKNOWN);
        for (UserId user : List.of(ALICE, BOB)) {
            assertThat(writer(gated, user)).contains(new ContactNotAllowed(THREAD));
            assertThat(problem(() -> gated.admitOrdinal(user, 1))).contains(new ContactNotAllowed(THREAD));
            gated.admitReader(user);
        }
    }

    private static Fence gated(Gate.State state) {
        return TWO.with(2, new Gate(state, ALICE, 3));
    }

    @Test
    void pairsAreHiddenInOneDirection() {
        Fence hiding = THREE.with(2, HiddenPairs.of(List.of(new HiddenPairs.Pair(CAROL, BOB))));
        assertThat(hiding.isHidden(CAROL, BOB)).isTrue();
        assertThat(hiding.isHidden(BOB, CAROL)).isFalse();
        assertThat(hiding.isHidden(ALICE, BOB)).isFalse();
        assertThat(hiding.hiddenFor(BOB)).containsExactly(CAROL);
        assertThat(hiding.hiddenFor(ALICE)).isEmpty();
    }

    @Test
    void everyPairOfTheLargestThreadIsHidden() {
        List<UserId> users = IntStream.range(0, 300)
                .mapToObj(index -> new UserId("usr_" + (index * 7) % 300))
                .toList();
        List<HiddenPairs.Pair> pairs = users.stream()
                .flatMap(viewer -> users.stream()
                        .filter(sender -> !sender.equals(viewer))
                        .map(sender -> new HiddenPairs.Pair(viewer, sender)))
                .toList();
        HiddenPairs hidden = HiddenPairs.of(pairs);
        assertThat(hidden).isEqualTo(HiddenPairs.of(pairs.reversed())).hasSameHashCodeAs(HiddenPairs.of(pairs));
        assertThat(users).allSatisfy(sender -> {
            Set<UserId> viewers = hidden.viewersOf(sender);
            assertThat(viewers).hasSize(299).doesNotContain(sender).isSubsetOf(users);
            assertThat(users).allMatch(viewer -> viewers.contains(viewer) != viewer.equals(sender));
        });
        assertThat(hidden.viewersOf(BOB)).isEmpty();
        assertThat(hidden).isNotEqualTo(HiddenPairs.of(pairs.subList(1, pairs.size())));
    }

    @Test
    void counterpartIsTheOtherOfTwo() {
        assertThat(TWO.counterpartOf(ALICE)).contains(BOB);
        assertThat(THREE.counterpartOf(ALICE)).isEmpty();
    }

    private static Optional<Problem> writer(Fence fence, UserId user) {
        return problem(() -> fence.admitWriter(user, NOW));
    }

    private static Optional<Problem> problem(Runnable call) {
        try {
            call.run();
            return Optional.empty();
        } catch (ProblemException thrown) {
            return Optional.of(thrown.problem());
        }
    }
}
