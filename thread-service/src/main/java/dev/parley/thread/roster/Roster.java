package dev.parley.thread.roster;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.thread.thread.MessageThread;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A thread and all its current participants, in join order.
///
/// An immutable value: a rule creates another roster from it. `departures` contains former participants whom
/// the message service may still have in its fence, and those whom a change concerns. `hiddenPairs` says
/// whose messages are hidden from whom.
public record Roster(
        MessageThread thread,
        List<Participant> participants,
        List<Departure> departures,
        List<BlockedPair> hiddenPairs) {
    /// The maximum number of participants of a thread.
    public static final int LIMIT = 300;

    /// The maximum number of hidden pairs. A fence carries no more.
    public static final int HIDDEN_LIMIT = 5_000;

    /// Throws [IllegalArgumentException] if the number of participants differs from the count of the thread.
    public Roster {
        participants = List.copyOf(participants);
        departures = List.copyOf(departures);
        hiddenPairs = List.copyOf(hiddenPairs);
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

    /// Returns this roster with other participants, before the change is stamped.
    public Roster with(List<Participant> present, List<Departure> gone, Optional<UserId> owner, long joinCount) {
        var summary = new MessageThread.ParticipantSummary(owner, present.size(), joinCount);
        return new Roster(thread.withParticipantSummary(summary), present, gone, hiddenPairs);
    }

    /// Returns this roster with everything that derives from blocks. If there are two participants and either
    /// blocks the other, contact is closed for both. In any other thread, the new messages of a blocked user
    /// are hidden from the blocker.
    public Roster settled(Blocks blocks) {
        boolean closed = pair().filter(blocks::between).isPresent();
        return new Roster(
                thread,
                participants.stream().map(one -> one.withContactClosed(closed)).toList(),
                departures,
                pair().isPresent() ? List.of() : hiddenPairs(blocks));
    }

    /// Returns this roster with the stamp of a change.
    public Roster stamped(MessageThread.Stamp stamp) {
        return new Roster(thread.withStamp(stamp), participants, departures, hiddenPairs);
    }

    /// Sorted by the joins of both users, so that the same pairs stay listed until one of the users leaves.
    private List<BlockedPair> hiddenPairs(Blocks blocks) {
        if (blocks.pairs().isEmpty()) {
            return List.of();
        }
        Map<UserId, Long> order = new HashMap<>();
        participants.forEach(one -> order.put(one.user(), one.join().order()));
        return blocks.pairs().stream()
                .filter(pair -> order.containsKey(pair.blocker()) && order.containsKey(pair.blocked()))
                .sorted(Comparator.comparing((BlockedPair pair) -> order.getOrDefault(pair.blocker(), 0L))
                        .thenComparing(pair -> order.getOrDefault(pair.blocked(), 0L)))
                .limit(HIDDEN_LIMIT)
                .toList();
    }
}
