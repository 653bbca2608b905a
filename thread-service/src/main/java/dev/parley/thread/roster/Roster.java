package dev.parley.thread.roster;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.thread.thread.MessageThread;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A thread and all who take part in it now, in the order in which they joined.
///
/// A value: a rule makes another roster of it. `departures` holds those who are gone and whom the message
/// service may still have in its fence, and those whom a change concerns. `hiddenPairs` says whose messages are
/// hidden from whom.
public record Roster(
        MessageThread thread,
        List<Participant> participants,
        List<Departure> departures,
        List<BlockedPair> hiddenPairs) {
    /// The most users that can take part in a thread.
    public static final int LIMIT = 300;

    /// Maximum number of hidden pairs. A fence carries no more.
    public static final int HIDDEN_LIMIT = 5_000;

    /// Refuses a roster whose count differs from its thread's with [IllegalArgumentException].
    public Roster {
        participants = List.copyOf(participants);
        departures = List.copyOf(departures);
        hiddenPairs = List.copyOf(hiddenPairs);
        if (participants.size() != thread.seats().participantCount()) {
            throw new IllegalArgumentException("participant_count of " + thread.id() + " is wrong");
        }
    }

    /// The participant, or empty when the user takes no part.
    public Optional<Participant> find(UserId user) {
        return participants.stream().filter(one -> one.user().equals(user)).findFirst();
    }

    /// The departure of a user who is gone, as far as this roster holds it.
    public Optional<Departure> findDeparture(UserId user) {
        return departures.stream().filter(one -> one.user().equals(user)).findFirst();
    }

    /// The two participants. Empty unless there are exactly two.
    public Optional<UserPair> pair() {
        return participants.size() == 2
                ? Optional.of(UserPair.of(
                        participants.get(0).user(), participants.get(1).user()))
                : Optional.empty();
    }

    /// Whether contact is closed: a block stands between the only two participants.
    public boolean isContactClosed() {
        return participants.stream().anyMatch(Participant::contactClosed);
    }

    /// The version that the next change makes.
    public long nextVersion() {
        return thread.version() + 1;
    }

    /// This roster with other participants, before the change is stamped.
    public Roster with(List<Participant> present, List<Departure> gone, Optional<UserId> owner, long joinCount) {
        var seats = new MessageThread.Seats(owner, present.size(), joinCount);
        return new Roster(thread.withSeats(seats), present, gone, hiddenPairs);
    }

    /// This roster with what derives from blocks. Two participants with a block between them, in either
    /// direction, are both without contact. In any other thread, the blocked one's new messages are hidden from
    /// the blocker.
    public Roster settled(Blocks blocks) {
        boolean closed = pair().filter(blocks::between).isPresent();
        return new Roster(
                thread,
                participants.stream().map(one -> one.withContactClosed(closed)).toList(),
                departures,
                pair().isPresent() ? List.of() : hiddenPairs(blocks));
    }

    /// This roster with the stamp of a change.
    public Roster stamped(MessageThread.Stamp stamp) {
        return new Roster(thread.withStamp(stamp), participants, departures, hiddenPairs);
    }

    /// Sorted by the joins of both users. So the same pairs stay named until one of them leaves.
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
