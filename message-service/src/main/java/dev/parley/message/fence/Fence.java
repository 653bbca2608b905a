package dev.parley.message.fence;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.problem.MessageProblem.ContactNotAllowed;
import dev.parley.message.problem.MessageProblem.ParticipantMuted;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.problem.MessageProblem.ThreadArchived;
import dev.parley.message.problem.MessageProblem.ThreadLocked;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rights to a thread, as the thread service decided: who writes, who reads, and what is hidden from
/// whom.
///
/// @param version increases with each change, from 1
/// @param participants the participants
/// @param gate the gate before the thread, if there is one
/// @param hiddenPairs the users whose messages are hidden from others from this fence on
/// @param departures how former participants left
public record Fence(
        ThreadId thread,
        long version,
        Standing standing,
        Map<UserId, Member> participants,
        Optional<Gate> gate,
        HiddenPairs hiddenPairs,
        List<Departure> departures) {

    private static final int TWO = 2;

    /// Copies the collections.
    public Fence {
        participants = Map.copyOf(participants);
        departures = List.copyOf(departures);
    }

    /// Creates a fence with only participants and a status.
    public static Fence of(ThreadId thread, long version, Standing.Status status, UserId... users) {
        var participants = new HashMap<UserId, Member>();
        for (UserId user : users) {
            participants.put(user, Member.PLAIN);
        }
        return new Fence(
                thread, version, Standing.of(status), participants, Optional.empty(), HiddenPairs.NONE, List.of());
    }

    /// Returns a copy with another version and one participant replaced.
    public Fence with(long newVersion, UserId user, Member member) {
        var members = new HashMap<>(participants);
        members.put(user, member);
        return new Fence(thread, newVersion, standing, members, gate, hiddenPairs, departures);
    }

    /// Returns a copy with another version and a gate.
    public Fence with(long newVersion, Gate newGate) {
        return new Fence(thread, newVersion, standing, participants, Optional.of(newGate), hiddenPairs, departures);
    }

    /// Returns a copy with another version and other hidden pairs.
    public Fence with(long newVersion, HiddenPairs hidden) {
        return new Fence(thread, newVersion, standing, participants, gate, hidden, departures);
    }

    /// Returns a copy with another version and other thread-wide rules.
    public Fence with(long newVersion, Standing newStanding) {
        return new Fence(thread, newVersion, newStanding, participants, gate, hiddenPairs, departures);
    }

    /// Whether both give the same rights, however participants left.
    public boolean hasSameRights(Fence other) {
        return equals(new Fence(
                other.thread,
                other.version,
                other.standing,
                other.participants,
                other.gate,
                other.hiddenPairs,
                departures));
    }

    /// Throws unless the user may write: is a participant, contact is not closed, neither is the gate to the
    /// user, the thread is open, the user is not muted. Applies to everything that a user writes: a message
    /// as well as a change of one. For the limit on messages behind a pending gate, see [#admitOrdinal].
    public void admitWriter(UserId user, Instant now) {
        Member member = participants.get(user);
        if (member == null) {
            throw new ThreadAccessDenied(thread).exception();
        }
        if (isContactClosed(member)
                || gate.filter(closed -> !closed.admits(user)).isPresent()) {
            throw new ContactNotAllowed(thread).exception();
        }
        switch (standing.status()) {
            case OPEN -> {}
            case LOCKED, UNKNOWN -> throw new ThreadLocked(thread).exception();
            case ARCHIVED -> throw new ThreadArchived(thread).exception();
        }
        if (standing.frozen()) {
            throw new ThreadLocked(thread).exception();
        }
        if (member.isMuted(now)) {
            throw new ParticipantMuted(thread, member.mutedUntil().orElseThrow()).exception();
        }
    }

    /// Throws unless the gate admits a new message of this ordinal, in addition to [#admitWriter]. The ordinal
    /// is known only during the append.
    public void admitOrdinal(UserId sender, long ordinal) {
        if (gate.isPresent() && !gate.get().admits(sender, ordinal)) {
            throw new ContactNotAllowed(thread).exception();
        }
    }

    /// Throws unless the user may read.
    public void admitReader(UserId user) {
        if (!participants.containsKey(user)) {
            throw new ThreadAccessDenied(thread).exception();
        }
    }

    /// Throws unless the user may follow new frames. A feed stays open while contact is closed, so that both
    /// sides see the same.
    public void admitWatcher(UserId user) {
        admitReader(user);
    }

    /// Whether the user is a participant.
    public boolean isParticipant(UserId user) {
        return participants.containsKey(user);
    }

    /// Whether a viewer and the other participants see each other's cursors. They do not while contact is
    /// closed.
    public boolean showsCursors(UserId viewer) {
        Member member = participants.get(viewer);
        return member != null && !isContactClosed(member);
    }

    /// Whether new messages of a sender are hidden from a viewer.
    public boolean isHidden(UserId viewer, UserId sender) {
        return hiddenFor(sender).contains(viewer);
    }

    /// Returns the viewers from whom a sender's messages are hidden.
    public Set<UserId> hiddenFor(UserId sender) {
        return hiddenPairs.viewersOf(sender);
    }

    /// Returns the first sequence that a reader may read; 0 means all.
    public long historyFrom(UserId reader) {
        Member member = participants.get(reader);
        return member == null ? Long.MAX_VALUE : member.historyFrom();
    }

    /// Returns how a former participant left.
    public Optional<Departure> departureOf(UserId user) {
        return departures.stream()
                .filter(departure -> departure.user().equals(user))
                .findFirst();
    }

    /// Returns the other participant of a two-person thread.
    public Optional<UserId> counterpartOf(UserId user) {
        return participants.size() == TWO
                ? participants.keySet().stream()
                        .filter(other -> !other.equals(user))
                        .findFirst()
                : Optional.empty();
    }

    /// In a two-person thread, contact is closed for both if it is closed for either.
    private boolean isContactClosed(Member member) {
        if (member.contactClosed() || participants.size() != TWO) {
            return member.contactClosed();
        }
        for (Member each : participants.values()) {
            if (each.contactClosed()) {
                return true;
            }
        }
        return false;
    }
}
