package dev.parley.thread.change;

import dev.parley.id.UserPair;
import dev.parley.thread.fence.FenceFacts;
import dev.parley.thread.history.Actor;
import dev.parley.thread.history.ThreadEvent;
import dev.parley.thread.history.ThreadEvent.Kind;
import dev.parley.thread.roster.Blocks;
import dev.parley.thread.roster.Roster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The result of a rule: the roster after it, what happened, and whether the fence has to change. Without
/// events nothing changed, and there is nothing to store.
public record Change(Roster after, List<ThreadEvent> events, boolean fenceTouched) {
    /// Copies the collections.
    public Change {
        events = List.copyOf(events);
    }

    /// Nothing changes.
    public static Change none(Roster roster) {
        return new Change(roster, List.of(), false);
    }

    /// Creates the change for a new thread, which carries its first stamp.
    public static Change opened(Roster opened, List<ThreadEvent> events, Blocks blocks) {
        var after = opened.settled(blocks);
        var all = new ArrayList<>(events);
        if (after.isContactClosed()) {
            all.add(ThreadEvent.of(Kind.CONTACT_CLOSED));
        }
        return new Change(after, all, true);
    }

    /// Creates the change from one roster to the next one; `next` has no stamp yet. Adds contact and hidden
    /// pairs, which derive from blocks, and sets the versions according to the differences. Without a
    /// difference, the change is empty.
    ///
    /// Throws [IllegalStateException] if there is a difference and no event: it could not be stored.
    public static Change of(Roster before, Roster next, List<ThreadEvent> events, Blocks blocks, Instant now) {
        return of(before, next.settled(blocks), events, now);
    }

    /// Creates the change of a thread that follows the blocks between two of its participants. Blocks among
    /// others are not needed, and what derives from them stays.
    public static Change followed(Roster before, UserPair two, Blocks between, Instant now) {
        return of(before, before.settled(two, between), List.of(), now);
    }

    private static Change of(Roster before, Roster after, List<ThreadEvent> events, Instant now) {
        var all = new ArrayList<>(events);
        all.addAll(contactEvents(before, after));
        if (all.isEmpty()) {
            requireSame(before, after);
            return none(before);
        }
        boolean touched = !FenceFacts.of(before).equals(FenceFacts.of(after));
        return new Change(after.stamped(before.thread().stamp().next(touched, isSeen(all), now)), all, touched);
    }

    private static void requireSame(Roster before, Roster after) {
        if (!after.equals(before)) {
            throw new IllegalStateException(
                    "A change of " + before.thread().id().value() + " has no event");
        }
    }

    /// Whether there is anything to store.
    public boolean isEmpty() {
        return events.isEmpty();
    }

    /// Whether participants see anything of it. The inbox is told of nothing else.
    public boolean isSeen() {
        return isSeen(events);
    }

    private static boolean isSeen(List<ThreadEvent> events) {
        return events.stream().anyMatch(event -> event.kind().isSeen());
    }

    /// What is hidden from a user who joins, or of one, follows from the blocks at that time and has no event.
    private static List<ThreadEvent> contactEvents(Roster before, Roster after) {
        var events = new ArrayList<ThreadEvent>();
        if (before.isContactClosed() != after.isContactClosed()) {
            events.add(ThreadEvent.of(after.isContactClosed() ? Kind.CONTACT_CLOSED : Kind.CONTACT_OPENED));
        }
        after.hiddenSince(before)
                .forEach(pair -> events.add(ThreadEvent.of(Kind.HIDDEN, Actor.of(pair.blocker()), pair.blocked())));
        before.hiddenSince(after)
                .forEach(pair -> events.add(ThreadEvent.of(Kind.SHOWN, Actor.of(pair.blocker()), pair.blocked())));
        return events;
    }
}
