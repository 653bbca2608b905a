package dev.parley.thread.membership;

import static dev.parley.thread.contract.ThreadWorkshop.refused;
import static dev.parley.thread.contract.ThreadWorkshop.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.thread.contract.ThreadWorkshop;
import dev.parley.thread.history.Actor;
import dev.parley.thread.history.ThreadEvent;
import dev.parley.thread.history.ThreadEvent.Kind;
import dev.parley.thread.memory.MemoryEngine;
import dev.parley.thread.problem.ThreadProblem.DirectThreadFixed;
import dev.parley.thread.problem.ThreadProblem.OwnerFixed;
import dev.parley.thread.problem.ThreadProblem.ParticipantBanned;
import dev.parley.thread.problem.ThreadProblem.ParticipantNotFound;
import dev.parley.thread.problem.ThreadProblem.RoleMissing;
import dev.parley.thread.problem.ThreadProblem.ThreadAccessDenied;
import dev.parley.thread.problem.ThreadProblem.ThreadFull;
import dev.parley.thread.roster.Blocks;
import dev.parley.thread.roster.Departure;
import dev.parley.thread.roster.GroupRole;
import dev.parley.thread.roster.HiddenSenders;
import dev.parley.thread.roster.Membership;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.ParticipantDraft;
import dev.parley.thread.roster.Roster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MembershipRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00.123456789Z");

    private final ThreadWorkshop shop = new ThreadWorkshop(new MemoryEngine());
    private final UserId ann = user("ann");
    private final UserId bob = user("bob");
    private final UserId cat = user("cat");
    private final UserId dan = user("dan");
    private final ThreadId thread = shop.group(ann, bob, cat);

    @Test
    void addedUsersAreMembersAndCurrentParticipantsStay() {
        shop.add(ann, thread, dan, bob);
        var roster = shop.roster(thread);
        assertThat(roster.participants()).extracting(Participant::user).containsExactly(ann, bob, cat, dan);
        assertThat(roster.find(dan).orElseThrow().groupRole()).isEqualTo(GroupRole.MEMBER);
        assertThat(roster.find(dan).orElseThrow().join().actor()).isEqualTo(Actor.of(ann));
        assertThat(roster.find(bob).orElseThrow().join().version()).isEqualTo(1);
    }

    @Test
    void addingNobodyNewChangesNothing() {
        assertThat(shop.add(ann, thread, bob, cat).reply().version()).isEqualTo(1);
        assertThat(shop.fences.pushes()).hasSize(1);
    }

    @Test
    void userWhoLeftComesBackAsTheNewest() {
        shop.leave(bob, thread);
        shop.add(ann, thread, bob);
        assertThat(shop.roster(thread).participants())
                .extracting(Participant::user)
                .containsExactly(ann, cat, bob);
        assertThat(shop.roster(thread).find(bob).orElseThrow().join().order()).isEqualTo(4);
        assertThat(shop.engine.events(thread))
                .endsWith(
                        ThreadEvent.of(Kind.LEFT, Actor.of(bob), bob), ThreadEvent.of(Kind.JOINED, Actor.of(ann), bob));
    }

    @Test
    void bannedUserIsNotAddedAgain() {
        var roster = shop.roster(thread);
        var ban = new Departure(dan, Membership.BANNED, Actor.of(ann), NOW, 1);
        var banned = new Roster(roster.thread(), roster.participants(), List.of(ban), HiddenSenders.NONE);
        refused(
                ParticipantBanned.class,
                () -> MembershipRules.add(banned, ann, List.of(ParticipantDraft.of(dan)), Blocks.NONE, NOW));
    }

    @Test
    void onlyOwnersAndAdminsChangeParticipants() {
        refused(RoleMissing.class, () -> shop.add(bob, thread, dan));
        refused(RoleMissing.class, () -> shop.remove(bob, thread, cat));
        var roster = withAdmin(shop.roster(thread), bob);
        assertThat(MembershipRules.add(roster, bob, List.of(ParticipantDraft.of(dan)), Blocks.NONE, NOW)
                        .after()
                        .find(dan))
                .isPresent();
        assertThat(MembershipRules.remove(roster, bob, cat, Blocks.NONE, NOW)
                        .after()
                        .find(cat))
                .isEmpty();
        refused(OwnerFixed.class, () -> MembershipRules.remove(roster, bob, ann, Blocks.NONE, NOW));
    }

    @Test
    void usersWhoAreNotParticipantsAreDenied() {
        refused(ThreadAccessDenied.class, () -> shop.add(dan, thread, dan));
        refused(ThreadAccessDenied.class, () -> shop.remove(dan, thread, bob));
        refused(ThreadAccessDenied.class, () -> shop.leave(dan, thread));
        refused(ThreadAccessDenied.class, () -> shop.leave(ann, new ThreadId("thr_unknown")));
    }

    @Test
    void threadHasAtMost300Participants() {
        var others = IntStream.range(0, 299).mapToObj(i -> user("some")).toArray(UserId[]::new);
        var full = shop.group(ann, others);
        refused(ThreadFull.class, () -> shop.add(ann, full, dan));
        assertThat(shop.roster(full).participants()).hasSize(300);
    }

    @Test
    void userWhoIsNotAParticipantCannotBeRemoved() {
        refused(ParticipantNotFound.class, () -> shop.remove(ann, thread, dan));
        shop.leave(bob, thread);
        refused(ParticipantNotFound.class, () -> shop.remove(ann, thread, bob));
        refused(OwnerFixed.class, () -> shop.remove(ann, thread, ann));
    }

    @Test
    void directThreadIsFixed() {
        var direct = shop.direct(ann, bob);
        refused(DirectThreadFixed.class, () -> shop.add(ann, direct, cat));
        refused(DirectThreadFixed.class, () -> shop.remove(ann, direct, bob));
        refused(DirectThreadFixed.class, () -> shop.leave(ann, direct));
    }

    @Test
    void firstAdminBecomesOwnerWhenTheOwnerLeaves() {
        var roster = withAdmin(withAdmin(shop.roster(shop.group(ann, bob, cat, dan)), dan), cat);
        var left = MembershipRules.leave(roster, ann, Blocks.NONE, NOW);
        assertThat(left.after().thread().participantSummary().owner()).contains(cat);
        assertThat(left.after().find(cat).orElseThrow().groupRole()).isEqualTo(GroupRole.OWNER);
        assertThat(left.after().find(dan).orElseThrow().groupRole()).isEqualTo(GroupRole.ADMIN);
        assertThat(left.events()).contains(ThreadEvent.of(Kind.OWNER_CHANGED, Actor.of(ann), cat));
        assertThat(left.fenceTouched()).isTrue();
    }

    @Test
    void firstParticipantBecomesOwnerWithoutAnAdminAndNobodyAfterTheLast() {
        shop.leave(ann, thread);
        assertThat(shop.roster(thread).thread().participantSummary().owner()).contains(bob);
        shop.leave(cat, thread);
        assertThat(shop.roster(thread).thread().participantSummary().owner()).contains(bob);
        shop.leave(bob, thread);
        assertThat(shop.roster(thread).thread().participantSummary().owner()).isEmpty();
        assertThat(shop.fences.get(thread).participants()).isEmpty();
    }

    @Test
    void retriedAddOfAUserWhoLeftMeanwhileReturnsItsFirstReply() {
        var request = ThreadWorkshop.request(ann);
        var first = shop.add(ann, request, thread, dan);
        shop.leave(ann, thread);
        var second = shop.add(ann, request, thread, dan);
        assertThat(second.replayed()).isTrue();
        assertThat(second.reply()).isEqualTo(first.reply());
    }

    @Test
    void timesNeverDecrease() {
        var before = shop.roster(thread).thread().stamp().updateTime();
        var early = shop.clock.instant().minus(Duration.ofHours(1));
        var left = MembershipRules.leave(shop.roster(thread), bob, Blocks.NONE, early);
        assertThat(left.after().thread().stamp().updateTime()).isEqualTo(before);
        assertThat(left.after().findDeparture(bob).orElseThrow().time()).isEqualTo(before);
    }

    /// The clock of one replica is ahead of that of the other one.
    @Test
    void nobodyJoinsBeforeTheThreadBeganOrLeavesBeforeTheJoin() {
        var create = shop.roster(thread).thread().identity().createTime();
        shop.clock.advance(Duration.ofSeconds(-5));
        shop.add(ann, thread, dan);
        var join = shop.roster(thread).find(dan).orElseThrow().join().time();
        assertThat(join).isAfterOrEqualTo(create);
        shop.clock.advance(Duration.ofSeconds(-5));
        shop.remove(ann, thread, dan);
        var access = shop.engine.directory().findAccess(thread, dan).orElseThrow();
        assertThat(access.departure().orElseThrow().time()).isAfterOrEqualTo(join);
    }

    private static Roster withAdmin(Roster roster, UserId admin) {
        return new Roster(
                roster.thread(),
                roster.participants().stream()
                        .map(one -> one.user().equals(admin) ? one.withGroupRole(GroupRole.ADMIN) : one)
                        .toList(),
                roster.departures(),
                roster.hidden());
    }
}
