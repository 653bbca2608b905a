package dev.parley.thread.change;

import static dev.parley.thread.contract.ThreadWorkshop.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.id.UserId;
import dev.parley.thread.contract.ThreadWorkshop;
import dev.parley.thread.history.Actor;
import dev.parley.thread.history.ThreadEvent;
import dev.parley.thread.history.ThreadEvent.Kind;
import dev.parley.thread.memory.MemoryEngine;
import dev.parley.thread.roster.BlockedPair;
import dev.parley.thread.roster.Blocks;
import dev.parley.thread.roster.GroupRole;
import dev.parley.thread.roster.MarketplaceRole;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Participant.Deal;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.MessageThread;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// A change affects the fence exactly if it changes the contents of the fence.
final class ChangeTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final UserId ann = user("ann");
    private final Roster before = group();

    private Roster group() {
        var shop = new ThreadWorkshop(new MemoryEngine());
        return shop.roster(shop.group(ann, user("bob"), user("cat")));
    }

    @Test
    void factOutsideTheFenceDoesNotAffectIt() {
        var change = step(one -> new Participant(
                one.user(), new Deal(one.deal().role(), "photographer"), one.groupRole(), false, one.join()));
        assertThat(change.fenceTouched()).isFalse();
        assertThat(change.after().thread().version()).isEqualTo(2);
        assertThat(change.after().thread().stamp().fenceVersion()).isEqualTo(1);
    }

    @Test
    void factOfTheFenceAffectsIt() {
        assertThat(step(one -> one.withGroupRole(GroupRole.ADMIN)).fenceTouched())
                .isTrue();
        assertThat(step(one -> new Participant(
                                one.user(), new Deal(MarketplaceRole.HOST, ""), one.groupRole(), false, one.join()))
                        .fenceTouched())
                .isTrue();
        assertThat(step(one -> new Participant(
                                one.user(),
                                one.deal(),
                                one.groupRole(),
                                false,
                                new Participant.Join(NOW, one.join().order(), 1, Actor.service("x"))))
                        .fenceTouched())
                .isTrue();
        assertThat(step(UnaryOperator.identity()).fenceTouched()).isFalse();
    }

    @Test
    void ruleThatChangesNothingHasNothingToStore() {
        var change = Change.of(before, before, List.of(), Blocks.NONE, NOW);
        assertThat(change.isEmpty()).isTrue();
        assertThat(change.after()).isEqualTo(before);
    }

    /// It would be stored nowhere, and no other service would learn of it.
    @Test
    void differenceWithoutAnEventIsAFault() {
        var fenced = with(one -> one.withGroupRole(GroupRole.ADMIN));
        assertThatIllegalStateException()
                .isThrownBy(() -> Change.of(before, fenced, List.of(), Blocks.NONE, NOW))
                .withMessageContaining(before.thread().id().value());
        var unfenced = with(one -> new Participant(
                one.user(), new Deal(one.deal().role(), "photographer"), one.groupRole(), false, one.join()));
        assertThatIllegalStateException().isThrownBy(() -> Change.of(before, unfenced, List.of(), Blocks.NONE, NOW));
    }

    /// What a block hides in a group changes neither a version nor a time that participants see.
    @Test
    void hiddenPairIsNoChangeThatParticipantsSee() {
        var bob = before.participants().get(1).user();
        var later = NOW.plusSeconds(60);
        var hidden = Change.of(before, before, List.of(), Blocks.of(Set.of(new BlockedPair(ann, bob))), later);
        assertThat(hidden.fenceTouched()).isTrue();
        assertThat(hidden.after().thread().version()).isEqualTo(2);
        assertThat(hidden.after().thread().stamp().updateTime()).isEqualTo(later);
        assertThat(hidden.after().thread().stamp().shown())
                .isEqualTo(before.thread().stamp().shown());

        var left = hidden.after().participants().stream()
                .filter(one -> !one.user().equals(bob))
                .toList();
        var next = hidden.after().with(left, List.of(), Optional.of(ann), 3);
        var events = List.of(ThreadEvent.of(Kind.LEFT, Actor.of(bob), bob));
        var closed = Change.of(hidden.after(), next, events, Blocks.NONE, later);
        assertThat(closed.after().thread().stamp().shown()).isEqualTo(new MessageThread.Shown(2, later));
    }

    /// A version or a time that moves would reveal the block, and its end.
    @Test
    void closedContactIsNoChangeThatParticipantsSee() {
        var shop = new ThreadWorkshop(new MemoryEngine());
        var dan = user("dan");
        var pair = shop.roster(shop.group(ann, dan));
        var blocks = Blocks.of(Set.of(new BlockedPair(ann, dan)));
        var closed = Change.of(pair, pair, List.of(), blocks, NOW.plusSeconds(60));
        assertThat(closed.after().isContactClosed()).isTrue();
        assertThat(closed.fenceTouched()).isTrue();
        assertThat(closed.after().thread().stamp().shown())
                .isEqualTo(pair.thread().stamp().shown());
        var opened = Change.of(closed.after(), closed.after(), List.of(), Blocks.NONE, NOW.plusSeconds(90));
        assertThat(opened.after().thread().version()).isEqualTo(3);
        assertThat(opened.after().thread().stamp().shown())
                .isEqualTo(pair.thread().stamp().shown());
    }

    private Roster with(UnaryOperator<Participant> change) {
        return before.with(
                before.participants().stream().map(change).toList(),
                before.departures(),
                before.thread().participantSummary().owner(),
                before.thread().participantSummary().joinCount());
    }

    private Change step(UnaryOperator<Participant> change) {
        return Change.of(
                before,
                with(change),
                List.of(new ThreadEvent(Kind.OWNER_CHANGED, Optional.of(Actor.of(ann)), Optional.of(ann))),
                Blocks.NONE,
                NOW);
    }
}
