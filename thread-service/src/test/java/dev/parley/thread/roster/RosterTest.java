package dev.parley.thread.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class RosterTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00.123456789Z");
    private static final UserId ANN = new UserId("usr_ann");
    private static final UserId BOB = new UserId("usr_bob");
    private static final UserId CAT = new UserId("usr_cat");
    private static final UserId DAN = new UserId("usr_dan");
    private static final ThreadId ID = new ThreadId("thr_one");

    @Test
    void firstAdminFollowsAnOwnerWhoLeaves() {
        var roster = withAdmin(withAdmin(group(BOB, CAT, DAN), DAN), CAT).leave(ANN, NOW);
        assertThat(roster.thread().owner()).contains(CAT);
        assertThat(role(roster, CAT)).isEqualTo(GroupRole.OWNER);
        assertThat(role(roster, BOB)).isEqualTo(GroupRole.MEMBER);
        assertThat(role(roster, DAN)).isEqualTo(GroupRole.ADMIN);
    }

    @Test
    void whoJoinedFirstFollowsAnOwnerWhereThereIsNoAdmin() {
        assertThat(group(DAN, BOB, CAT).leave(ANN, NOW).thread().owner()).contains(DAN);
    }

    @Test
    void ownerStaysWhenAnotherLeaves() {
        assertThat(group(BOB, CAT).leave(BOB, NOW).thread().owner()).contains(ANN);
    }

    @Test
    void nobodyFollowsTheLastOwner() {
        var empty = group(BOB).leave(BOB, NOW).leave(ANN, NOW);
        assertThat(empty.participants()).isEmpty();
        assertThat(empty.thread().owner()).isEmpty();
        assertThat(empty.thread().version()).isEqualTo(3);
    }

    @Test
    void adminAddsAndRemoves() {
        var roster = withAdmin(group(BOB, CAT), BOB);
        assertThat(roster.add(BOB, List.of(ParticipantDraft.of(DAN)), NOW).find(DAN))
                .isPresent();
        assertThat(roster.remove(BOB, CAT, NOW).find(CAT)).isEmpty();
        assertThat(roster.remove(BOB, BOB, NOW).find(BOB)).isEmpty();
        assertProblem(new ThreadProblem.OwnerFixed(ID, ANN), () -> roster.remove(BOB, ANN, NOW));
    }

    @Test
    void joinsAreNumberedAcrossLeaving() {
        var roster = group(BOB, CAT).remove(ANN, CAT, NOW).add(ANN, List.of(ParticipantDraft.of(CAT)), NOW);
        assertThat(roster.find(CAT).orElseThrow().joinOrder()).isEqualTo(4);
        assertThat(roster.thread().joinCount()).isEqualTo(4);
    }

    @Test
    void nobodyIsBlockedAmongThree() {
        var three = group(BOB, CAT);
        assertThat(three.reblocked(Set.of(BOB), NOW)).isSameAs(three);
        var two = three.remove(ANN, CAT, NOW).withBlocked(Set.of(BOB));
        assertThat(two.find(BOB).orElseThrow().status()).isEqualTo(ParticipantStatus.BLOCKED);
        assertThat(two.add(ANN, List.of(ParticipantDraft.of(CAT)), NOW)
                        .withBlocked(Set.of())
                        .participants())
                .extracting(Participant::status)
                .containsOnly(ParticipantStatus.ACTIVE);
    }

    @Test
    void timesAreOfMicrosecondsAndDoNotGoBack() {
        var roster = group(BOB, CAT);
        assertThat(roster.thread().createTime()).isEqualTo(Instant.parse("2026-11-20T10:00:00.123456Z"));
        var left = roster.leave(BOB, NOW.minusSeconds(10));
        assertThat(left.thread().updateTime()).isEqualTo(roster.thread().updateTime());
    }

    @Test
    void idsKeepToTheirForm() {
        assertThatThrownBy(() -> new UserId("bob")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ThreadId("thr_")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UserPair.of(ANN, ANN)).isInstanceOf(IllegalArgumentException.class);
        assertThat(UserPair.of(BOB, ANN)).isEqualTo(UserPair.of(ANN, BOB));
    }

    private static Roster group(UserId... others) {
        var drafts = List.of(others).stream().map(ParticipantDraft::of).toList();
        return Roster.group(ID, ANN, new ThreadDraft(ThreadKind.PROJECT, "", Optional.empty(), drafts), NOW);
    }

    private static Roster withAdmin(Roster roster, UserId admin) {
        return new Roster(
                roster.thread(),
                roster.participants().stream()
                        .map(one -> one.user().equals(admin) ? one.withGroupRole(GroupRole.ADMIN) : one)
                        .toList());
    }

    private static GroupRole role(Roster roster, UserId user) {
        return roster.find(user).orElseThrow().groupRole();
    }

    private static void assertProblem(ThreadProblem problem, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown -> assertThat(thrown.problem()).isEqualTo(problem));
    }
}
