package dev.parley.thread.change;

import dev.parley.thread.fence.FenceFacts;
import dev.parley.thread.history.Actor;
import dev.parley.thread.history.ThreadEvent;
import dev.parley.thread.history.ThreadEvent.Kind;
import dev.parley.thread.roster.BlockedPair;
import dev.parley.thread.roster.Blocks;
import dev.parley.thread.roster.Roster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
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
        all.addAll(contactEvents(opened, after));
        return new Change(after, all, true);
    }

    /// Creates the change from one roster to the next one; `next` has no stamp yet. Adds contact and hidden
    /// pairs, which derive from blocks, and sets the versions according to the differences. Without a
    /// difference, the change is empty.
    ///
    /// Throws [IllegalStateException] if there is a difference and no event: it could not be stored.
    public static Change of(Roster before, Roster next, List<ThreadEvent> events, Blocks blocks, Instant now) {
        var after = next.settled(blocks);
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

    private static List<ThreadEvent> contactEvents(Roster before, Roster after) {
        var events = new ArrayList<ThreadEvent>();
        if (before.isContactClosed() != after.isContactClosed()) {
            events.add(ThreadEvent.of(after.isContactClosed() ? Kind.CONTACT_CLOSED : Kind.CONTACT_OPENED));
        }
        addMissing(events, Kind.HIDDEN, after.hiddenPairs(), before.hiddenPairs());
        addMissing(events, Kind.SHOWN, before.hiddenPairs(), after.hiddenPairs());
        return events;
    }

    private static void addMissing(
            List<ThreadEvent> events, Kind kind, List<BlockedPair> here, List<BlockedPair> there) {
        var known = new HashSet<>(there);
        here.stream()
                .filter(pair -> !known.contains(pair))
                .forEach(pair -> events.add(ThreadEvent.of(kind, Actor.of(pair.blocker()), pair.blocked())));
    }
}
