package dev.parley.thread.roster;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.thread.thread.MessageThread;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A thread and all its current participants, in join order.
///
/// An immutable value: a rule creates another roster from it. `departures` contains former participants whom
/// the message service may still have in its fence, and those whom a change concerns. `hidden` says whose
/// messages are hidden from whom.
public record Roster(
        MessageThread thread, List<Participant> participants, List<Departure> departures, HiddenSenders hidden) {
    /// The maximum number of participants of a thread.
    public static final int LIMIT = 300;

    /// Throws [IllegalArgumentException] if the number of participants differs from the count of the thread.
    public Roster {
        participants = List.copyOf(participants);
        departures = List.copyOf(departures);
        if (participants.size() != thread.participantSummary().participantCount()) {
            throw new IllegalArgumentException("participant_count of " + thread.id() + " is wrong");
        }
    }

    /// Returns the participant; empty if the user is not one.
    public Optional<Participant> find(UserId user) {
        return participants.stream().filter(one -> one.user().equals(user)).findFirst();
    }

    /// Returns the departure of a former participant, if this roster contains it.
    public Optional<Departure> findDeparture(UserId user) {
        return departures.stream().filter(one -> one.user().equals(user)).findFirst();
    }

    /// Returns the two participants. Empty unless there are exactly two.
    public Optional<UserPair> pair() {
        return participants.size() == 2
                ? Optional.of(UserPair.of(
                        participants.get(0).user(), participants.get(1).user()))
                : Optional.empty();
    }

    /// Whether contact is closed: there are only two participants, and one blocks the other.
    public boolean isContactClosed() {
        return participants.stream().anyMatch(Participant::contactClosed);
    }

    /// Returns the version that the next change creates.
    public long nextVersion() {
        return thread.version() + 1;
    }

    /// Returns the participants and those whose messages they do not see, in join order of both.
    public List<BlockedPair> hiddenPairs() {
        return hidden.pairs(users());
    }

    /// Returns this roster with other participants, before the change is stamped.
    public Roster with(List<Participant> present, List<Departure> gone, Optional<UserId> owner, long joinCount) {
        var summary = new MessageThread.ParticipantSummary(owner, present.size(), joinCount);
        var users = present.stream().map(Participant::user).toList();
        return new Roster(thread.withParticipantSummary(summary), present, gone, hidden.moved(users(), users));
    }

    /// Returns this roster with everything that derives from the blocks among its participants. If there are two
    /// participants and either blocks the other, contact is closed for both. In any other thread, the new
    /// messages of a blocked user are hidden from the blocker.
    public Roster settled(Blocks blocks) {
        boolean closed = pair().filter(blocks::between).isPresent();
        return derived(closed, pair().isPresent() ? HiddenSenders.NONE : HiddenSenders.of(users(), blocks));
    }

    /// Returns this roster with what derives from the blocks between two of its participants. Everything else
    /// stays. Returns this roster if either of the two is no participant.
    public Roster settled(UserPair two, Blocks between) {
        int first = users().indexOf(two.first());
        int second = users().indexOf(two.second());
        if (first < 0 || second < 0) {
            return this;
        }
        return pair().isPresent()
                ? settled(between)
                : derived(
                        false,
                        hidden.with(first, second, between.has(two.first(), two.second()))
                                .with(second, first, between.has(two.second(), two.first())));
    }

    private Roster derived(boolean contactClosed, HiddenSenders now) {
        return new Roster(
                thread,
                participants.stream()
                        .map(one -> one.withContactClosed(contactClosed))
                        .toList(),
                departures,
                now);
    }

    /// Returns the pairs that are hidden here and not in an earlier or later roster of the thread, among those
    /// who are participants in both.
    public List<BlockedPair> hiddenSince(Roster other) {
        if (hidden.equals(other.hidden) && users().equals(other.users())) {
            return List.of();
        }
        var shared = Set.copyOf(other.users());
        return hidden.without(other.hidden.moved(other.users(), users())).pairs(users()).stream()
                .filter(pair -> shared.contains(pair.blocker()) && shared.contains(pair.blocked()))
                .toList();
    }

    /// Returns this roster with the stamp of a change.
    public Roster stamped(MessageThread.Stamp stamp) {
        return new Roster(thread.withStamp(stamp), participants, departures, hidden);
    }

    private List<UserId> users() {
        return participants.stream().map(Participant::user).toList();
    }
}
