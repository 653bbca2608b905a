package dev.parley.thread.contract;

import static dev.parley.thread.contract.ThreadWorkshop.draft;
import static dev.parley.thread.contract.ThreadWorkshop.refused;
import static dev.parley.thread.contract.ThreadWorkshop.request;
import static dev.parley.thread.contract.ThreadWorkshop.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.PlatformProblem.RequestIdReused;
import dev.parley.thread.block.Block;
import dev.parley.thread.change.Change;
import dev.parley.thread.change.Consumer;
import dev.parley.thread.change.Rule;
import dev.parley.thread.contract.ThreadWorkshop.Text;
import dev.parley.thread.history.Actor;
import dev.parley.thread.history.ThreadEvent;
import dev.parley.thread.history.ThreadEvent.Kind;
import dev.parley.thread.membership.RosterStore.Target;
import dev.parley.thread.problem.ThreadProblem.ThreadAccessDenied;
import dev.parley.thread.request.ThreadRequest;
import dev.parley.thread.roster.BlockedPair;
import dev.parley.thread.roster.Departure;
import dev.parley.thread.roster.Membership;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.MessageThread;
import dev.parley.thread.thread.MessageThread.Facts;
import dev.parley.thread.thread.ThreadKind;
import dev.parley.thread.thread.ThreadLink;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The contract of the stores of threads.
public interface ThreadStoreContract {
    ThreadWorkshop workshop();

    UserId ANN = user("ann");
    UserId BOB = user("bob");
    UserId CAT = user("cat");
    ThreadLink EVERYTHING = new ThreadLink(Map.of(
            ThreadLink.Type.ORDER, "o-1",
            ThreadLink.Type.BOOKING, "b-1",
            ThreadLink.Type.LEG, "l-1",
            ThreadLink.Type.LBG, "g-1",
            ThreadLink.Type.POSTING, "p-1"));

    @Test
    default void openedThreadIsFoundAsItWasStored() {
        var shop = workshop();
        var thread = shop.group(ANN, BOB, CAT);
        var roster = shop.roster(thread);
        assertThat(roster.thread().stamp().fenceAcked()).isEqualTo(1);
        assertThat(roster.thread().participantSummary())
                .isEqualTo(new MessageThread.ParticipantSummary(Optional.of(ANN), 3, 3));
        assertThat(roster.thread().identity().creator()).isEqualTo(Actor.of(ANN));
        assertThat(roster.participants()).isEqualTo(shop.fences.get(thread).participants());
        assertThat(shop.engine.events(thread))
                .extracting(ThreadEvent::kind)
                .containsExactly(Kind.CREATED, Kind.JOINED, Kind.JOINED, Kind.JOINED);
        assertThat(shop.engine.owed(Consumer.INBOX, thread)).isEqualTo(1);
        assertThat(shop.engine.owed(Consumer.FENCE, thread)).isZero();
    }

    @Test
    default void fenceThatIsNotPushedStaysQueued() {
        var shop = workshop();
        var thread = shop.group(ANN, BOB, CAT);
        shop.fences.takeDown();
        refused(DependencyUnavailable.class, () -> shop.remove(ANN, thread, BOB));
        shop.fences.bringBack();
        assertThat(shop.engine.owed(Consumer.FENCE, thread)).isEqualTo(2);
        assertThat(shop.roster(thread).thread().isUnfenced()).isTrue();
        shop.enforcer.finish(List.of(shop.roster(thread)));
        assertThat(shop.engine.owed(Consumer.FENCE, thread)).isZero();
        assertThat(shop.fences.isWritable(thread, BOB)).isFalse();
    }

    @Test
    default void acknowledgedFencesNeverDecrease() {
        var shop = workshop();
        var thread = shop.group(ANN, BOB, CAT);
        shop.leave(CAT, thread);
        shop.engine.fences().inForce(Map.of(thread, 1L));
        assertThat(shop.roster(thread).thread().stamp().fenceAcked()).isEqualTo(2);
    }

    @Test
    default void changeOfFactsQueuesNoFence() {
        var shop = workshop();
        var thread = shop.group(ANN, BOB, CAT);
        Rule rename = (roster, blocks) -> {
            var old = roster.thread();
            var stamp = old.stamp().next(false, true, shop.clock.instant());
            var facts = new Facts(old.facts().kind(), "Weekend", Optional.of(EVERYTHING));
            var next = new MessageThread(old.identity(), facts, old.standing(), old.participantSummary(), stamp);
            var after = new Roster(next, roster.participants(), roster.departures(), roster.hidden());
            return new Change(after, List.of(ThreadEvent.of(Kind.OWNER_CHANGED)), false);
        };
        shop.engine.rosters().change(request(ANN), new Target(thread, Set.of()), rename, after -> new byte[0]);
        var now = shop.roster(thread).thread();
        assertThat(now.facts()).isEqualTo(new Facts(ThreadKind.CHAT, "Weekend", Optional.of(EVERYTHING)));
        assertThat(now.version()).isEqualTo(2);
        assertThat(now.isUnfenced()).isFalse();
        assertThat(shop.engine.owed(Consumer.FENCE, thread)).isZero();
        assertThat(shop.engine.owed(Consumer.INBOX, thread)).isEqualTo(2);
    }

    @Test
    default void retriedRequestReturnsItsFirstReply() {
        var shop = workshop();
        var request = request(ANN);
        var draft = draft(ANN, ThreadKind.CHAT, BOB);
        var first = shop.opener.openAs(ANN, request, draft, Text.FORM);
        shop.leave(ANN, first.reply().thread());
        var second = shop.opener.openAs(ANN, request, draft, Text.FORM);
        assertThat(first.replayed()).isFalse();
        assertThat(second.replayed()).isTrue();
        assertThat(second.reply()).isEqualTo(first.reply());
        assertThat(shop.engine.events(first.reply().thread()))
                .extracting(ThreadEvent::kind)
                .containsOnlyOnce(Kind.CREATED);
    }

    @Test
    default void requestIdWithOtherContentIsRefused() {
        var shop = workshop();
        var thread = shop.group(ANN, BOB);
        var request = request(ANN);
        shop.add(ANN, request, thread, CAT);
        var other = new ThreadRequest(request.caller(), request.id(), "other content");
        refused(RequestIdReused.class, () -> shop.add(ANN, other, thread, user("dan")));
        assertThat(shop.roster(thread).thread().version()).isEqualTo(2);
    }

    @Test
    default void requestExpiresAfterThirtyDays() {
        var shop = workshop();
        var request = request(ANN);
        var draft = draft(ANN, ThreadKind.CHAT, BOB);
        var first = shop.opener.openAs(ANN, request, draft, Text.FORM).reply();
        shop.engine.forgetRequests();
        var second = shop.opener.openAs(ANN, request, draft, Text.FORM);
        assertThat(second.replayed()).isFalse();
        assertThat(second.reply().thread()).isNotEqualTo(first.thread());
    }

    @Test
    default void refusedRequestLeavesItsIdFree() {
        var shop = workshop();
        var request = request(ANN);
        refused(ThreadAccessDenied.class, () -> shop.add(ANN, request, new ThreadId("thr_unknown"), CAT));
        assertThat(shop.add(ANN, request, shop.group(ANN, BOB), CAT).replayed()).isFalse();
    }

    @Test
    default void departuresAreKeptUntilTheirFenceIsAcknowledged() {
        var shop = workshop();
        var thread = shop.group(ANN, BOB, CAT);
        shop.fences.takeDown();
        refused(DependencyUnavailable.class, () -> shop.remove(ANN, thread, BOB));
        refused(DependencyUnavailable.class, () -> shop.leave(CAT, thread));
        shop.fences.bringBack();
        var owed = shop.roster(thread);
        assertThat(owed.departures())
                .extracting(Departure::user, Departure::membership, Departure::actor)
                .containsExactlyInAnyOrder(
                        tuple(BOB, Membership.REMOVED, Actor.of(ANN)), tuple(CAT, Membership.LEFT, Actor.of(CAT)));
        shop.enforcer.finish(List.of(owed));
        assertThat(shop.roster(thread).departures()).isEmpty();
        shop.add(ANN, thread, BOB);
        assertThat(shop.roster(thread).find(BOB).orElseThrow().join().order()).isEqualTo(4);
    }

    @Test
    default void hiddenPairsComeAndGo() {
        var shop = workshop();
        var thread = shop.group(ANN, BOB, CAT);
        shop.block(CAT, BOB, 1);
        shop.block(ANN, BOB, 1);
        assertThat(shop.roster(thread).hiddenPairs())
                .containsExactly(new BlockedPair(ANN, BOB), new BlockedPair(CAT, BOB));
        shop.unblock(CAT, BOB, 2);
        assertThat(shop.roster(thread).hiddenPairs()).containsExactly(new BlockedPair(ANN, BOB));
        shop.unblock(ANN, BOB, 2);
        assertThat(shop.roster(thread).hiddenPairs()).isEmpty();
        assertThat(shop.engine.events(thread))
                .contains(
                        ThreadEvent.of(Kind.HIDDEN, Actor.of(CAT), BOB),
                        ThreadEvent.of(Kind.SHOWN, Actor.of(ANN), BOB));
    }

    @Test
    default void olderBlockChangesNothing() {
        var blocks = workshop().engine.blocks();
        var blocker = user("eve");
        assertThat(blocks.put(new Block(blocker, BOB, true, 3)).version()).isEqualTo(3);
        assertThat(blocks.put(new Block(blocker, BOB, false, 2)).version()).isEqualTo(3);
        assertThat(blocks.put(new Block(blocker, BOB, false, 4)).version()).isEqualTo(4);
    }

    @Test
    default void sharedThreadsContainBothUsers() {
        var shop = workshop();
        var one = user("one");
        var two = user("two");
        var direct = shop.direct(one, two);
        var group = shop.group(CAT, two, one);
        shop.group(one, CAT);
        shop.leave(two, shop.group(one, two, CAT));
        var blocks = shop.engine.blocks();
        var pair = UserPair.of(two, one);
        assertThat(blocks.shared(pair, Optional.empty(), 9)).containsExactly(group, direct);
        assertThat(blocks.shared(pair, Optional.empty(), 1)).containsExactly(group);
        assertThat(blocks.shared(pair, Optional.of(group), 9)).containsExactly(direct);
        assertThat(blocks.shared(pair, Optional.of(direct), 9)).isEmpty();
    }

    @Test
    default void racingChangesOfOneThreadAllHappen() throws Exception {
        var shop = workshop();
        var thread = shop.group(ANN, BOB);
        Race.of(12, i -> shop.add(ANN, thread, user("some")));
        var roster = shop.roster(thread);
        assertThat(roster.participants()).hasSize(14);
        assertThat(roster.thread().version()).isEqualTo(13);
        assertThat(shop.fences.version(thread)).isEqualTo(13);
    }

    @Test
    default void racingOpeningsOfADirectThreadCreateOne() throws Exception {
        var shop = workshop();
        var one = user("one");
        var two = user("two");
        var opened = Race.of(16, i -> i % 2 == 0 ? shop.opener.openDirect(one, two) : shop.opener.openDirect(two, one));
        assertThat(opened.stream().map(direct -> direct.roster().thread().id()).distinct())
                .hasSize(1);
        assertThat(opened.stream().filter(direct -> direct.created())).hasSize(1);
    }

    @Test
    default void racingCallsOfOneRequestCreateOneThread() throws Exception {
        var shop = workshop();
        var request = request(ANN);
        var draft = draft(ANN, ThreadKind.CHAT, BOB);
        var replies = Race.of(8, i -> shop.opener.openAs(ANN, request, draft, Text.FORM));
        assertThat(replies.stream().map(replied -> replied.reply()).distinct()).hasSize(1);
        assertThat(replies.stream().filter(replied -> !replied.replayed())).hasSize(1);
    }
}
