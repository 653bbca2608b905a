package dev.parley.thread.membership;

import dev.parley.id.UserId;
import dev.parley.thread.change.Change;
import dev.parley.thread.history.Actor;
import dev.parley.thread.history.ThreadEvent;
import dev.parley.thread.history.ThreadEvent.Kind;
import dev.parley.thread.problem.ThreadProblem.ContactNotAllowed;
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
import dev.parley.thread.roster.Membership;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Participant.Join;
import dev.parley.thread.roster.ParticipantDraft;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.ThreadForm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The rules of adding users to a group, removing them, and leaving.
final class MembershipRules {
    private MembershipRules() {}

    /// Adds users as members. A current participant is unchanged, and a user who left or was removed comes
    /// back as the newest.
    ///
    /// The caller cannot add a user who blocks them. The blocked user of a closed two-person thread cannot
    /// add anybody, because adding a third user would reopen it.
    static Change add(Roster roster, UserId caller, List<ParticipantDraft> drafts, Blocks blocks, Instant now) {
        requireRole(roster, caller);
        var present = roster.participants().stream().map(Participant::user).collect(Collectors.toSet());
        var all = new ArrayList<>(roster.participants());
        var events = new ArrayList<ThreadEvent>();
        var by = Actor.of(caller);
        var time = roster.thread().timeOfChange(now);
        long joins = roster.thread().participantSummary().joinCount();
        for (var draft : drafts) {
            if (present.add(draft.user())) {
                requireWelcome(roster, caller, draft.user(), blocks);
                var join = new Join(time, ++joins, roster.nextVersion(), by);
                all.add(Participant.joining(draft, GroupRole.MEMBER, join));
                events.add(ThreadEvent.of(Kind.JOINED, by, draft.user()));
            }
        }
        if (all.size() > Roster.LIMIT) {
            throw new ThreadFull(roster.thread().id(), Roster.LIMIT).exception();
        }
        var gone = roster.departures().stream()
                .filter(one -> !present.contains(one.user()))
                .toList();
        var next = roster.with(all, gone, roster.thread().participantSummary().owner(), joins);
        return Change.of(roster, next, events, blocks, now);
    }

    /// Removes a user who is not the owner.
    static Change remove(Roster roster, UserId caller, UserId user, Blocks blocks, Instant now) {
        requireRole(roster, caller);
        var removed = roster.find(user)
                .orElseThrow(() -> new ParticipantNotFound(roster.thread().id(), user).exception());
        if (removed.groupRole() == GroupRole.OWNER) {
            throw new OwnerFixed(roster.thread().id(), user).exception();
        }
        boolean self = user.equals(caller);
        var departure = new Departure(
                user,
                self ? Membership.LEFT : Membership.REMOVED,
                Actor.of(caller),
                roster.thread().timeOfChange(now),
                roster.nextVersion());
        var events = List.of(ThreadEvent.of(self ? Kind.LEFT : Kind.REMOVED, Actor.of(caller), user));
        var next =
                without(roster, departure, roster.thread().participantSummary().owner());
        return Change.of(roster, next, events, blocks, now);
    }

    /// Removes the caller, and gives a group that loses its owner a new one.
    static Change leave(Roster roster, UserId caller, Blocks blocks, Instant now) {
        requireGroup(roster, caller);
        var by = Actor.of(caller);
        var departure =
                new Departure(caller, Membership.LEFT, by, roster.thread().timeOfChange(now), roster.nextVersion());
        var events = new ArrayList<ThreadEvent>();
        events.add(ThreadEvent.of(Kind.LEFT, by, caller));
        var owner = roster.thread().participantSummary().owner();
        if (owner.equals(Optional.of(caller))) {
            owner = heir(roster, caller);
            owner.ifPresent(heir -> events.add(ThreadEvent.of(Kind.OWNER_CHANGED, by, heir)));
        }
        return Change.of(roster, without(roster, departure, owner), events, blocks, now);
    }

    private static void requireWelcome(Roster roster, UserId caller, UserId added, Blocks blocks) {
        if (roster.findDeparture(added).filter(Departure::isBan).isPresent()) {
            throw new ParticipantBanned(roster.thread().id(), added).exception();
        }
        boolean blockedHere = roster.pair().isPresent()
                && roster.participants().stream().anyMatch(one -> blocks.has(one.user(), caller));
        if (blockedHere || blocks.has(added, caller)) {
            throw new ContactNotAllowed().exception();
        }
    }

    private static Optional<UserId> heir(Roster roster, UserId leaving) {
        return roster.participants().stream()
                .filter(one -> !one.user().equals(leaving))
                .min(Comparator.comparing((Participant one) -> one.groupRole() != GroupRole.ADMIN)
                        .thenComparing(one -> one.join().order()))
                .map(Participant::user);
    }

    private static Roster without(Roster roster, Departure departure, Optional<UserId> owner) {
        var rest = roster.participants().stream()
                .filter(one -> !one.user().equals(departure.user()))
                .map(one -> owner.equals(Optional.of(one.user())) ? one.withGroupRole(GroupRole.OWNER) : one)
                .toList();
        var gone = new ArrayList<>(roster.departures());
        gone.removeIf(one -> one.user().equals(departure.user()));
        gone.add(departure);
        return roster.with(
                rest, gone, owner, roster.thread().participantSummary().joinCount());
    }

    private static Participant requireGroup(Roster roster, UserId caller) {
        var id = roster.thread().id();
        var own = roster.find(caller).orElseThrow(() -> new ThreadAccessDenied(id).exception());
        if (roster.thread().identity().form() == ThreadForm.DIRECT) {
            throw new DirectThreadFixed(id).exception();
        }
        return own;
    }

    private static void requireRole(Roster roster, UserId caller) {
        if (!requireGroup(roster, caller).groupRole().changesParticipants()) {
            throw new RoleMissing(roster.thread().id()).exception();
        }
    }
}
