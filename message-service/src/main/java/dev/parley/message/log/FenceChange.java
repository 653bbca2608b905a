package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Departure;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.FenceStore.Result.Stored;
import dev.parley.message.log.Frame.Content;
import dev.parley.message.log.KnownRows.Lookup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A fence that is to be put in force, when it is newer than the stored one. Its caller gets the version
/// and the head that are stored then. Those who joined or left since the stored fence are frames of the same
/// write; a fence that changes nothing but contact, hidden pairs, mutes, the gate or the standing adds none.
///
/// Fences may be left out: only the newest of several comes. So one who left and came back since the stored fence
/// has joined, and before the first fence of a thread so has everyone but those with whom it began.
public record FenceChange(Fence fence) implements Change<Stored> {

    /// The version of the thread that the joins of those made with whom it began.
    private static final long FOUNDING = 1;

    /// Those who left by one cause together are one frame.
    private record Leave(Optional<Actor> actor, Departure.Cause cause) {
        String order() {
            return cause + " " + actor.map(Actor::value).orElse("");
        }
    }

    @Override
    public ThreadId thread() {
        return fence.thread();
    }

    @Override
    public Optional<Lookup> identity() {
        return Optional.empty();
    }

    @Override
    public List<Lookup> references() {
        return List.of();
    }

    @Override
    public boolean knowsFence(long storedVersion) {
        return storedVersion == 0;
    }

    @Override
    public boolean opensThread() {
        return true;
    }

    @Override
    public int weight() {
        return 0;
    }

    @Override
    public Outcome<Stored> decide(GrowingThread thread, Known known, Instant now) {
        if (fence.version() <= thread.fenceVersion()) {
            return Outcome.unchanged(
                    new Stored(thread.fenceVersion(), thread.head().sequence()));
        }
        var frames = new ArrayList<NewFrame>();
        notices(thread.fence())
                .forEach(content -> frames.add(new NewFrame(
                        thread.next(
                                frames.size(),
                                FrameId.ofNotice(thread(), fence.version(), frames.size()),
                                content,
                                now),
                        new byte[0])));
        long head = frames.isEmpty()
                ? thread.head().sequence()
                : frames.getLast().frame().sequence();
        return new Outcome<>(
                new Stored(fence.version(), head),
                frames,
                List.of(),
                List.of(),
                cursors(frames),
                Optional.of(fence),
                false);
    }

    /// A newcomer has nothing unread: whatever the history rule lets them read, they begin read up to the join.
    private static List<InitialCursor> cursors(List<NewFrame> frames) {
        var cursors = new ArrayList<InitialCursor>();
        for (NewFrame written : frames) {
            Frame frame = written.frame();
            if (frame.content() instanceof Frame.Joined joined) {
                joined.users()
                        .forEach(user ->
                                cursors.add(new InitialCursor(frame.thread(), user, frame.head(), frame.createTime())));
            }
        }
        return cursors;
    }

    /// Joins first, by the one who brought them in; then leaves, by cause and actor; users by id.
    private List<Content> notices(Optional<Fence> stored) {
        var joined = new TreeMap<String, List<UserId>>();
        for (UserId user : joined(stored)) {
            String actor = fence.participants()
                    .get(user)
                    .join()
                    .actor()
                    .map(Actor::value)
                    .orElse("");
            joined.computeIfAbsent(actor, by -> new ArrayList<>()).add(user);
        }
        var left = new TreeMap<String, List<UserId>>();
        var leaves = new TreeMap<String, Leave>();
        for (UserId user : left(stored)) {
            Leave leave = fence.departureOf(user)
                    .map(departure -> new Leave(departure.actor(), departure.cause()))
                    .orElse(new Leave(Optional.empty(), Departure.Cause.REMOVED));
            leaves.put(leave.order(), leave);
            left.computeIfAbsent(leave.order(), by -> new ArrayList<>()).add(user);
        }
        var notices = new ArrayList<Content>();
        joined.forEach((actor, users) -> notices.add(
                new Frame.Joined(users, actor.isEmpty() ? Optional.empty() : Optional.of(new Actor(actor)))));
        left.forEach((order, users) -> {
            Leave leave = leaves.get(order);
            notices.add(new Frame.Left(users, leave.actor(), leave.cause()));
        });
        return notices;
    }

    private List<UserId> joined(Optional<Fence> stored) {
        long known = stored.map(Fence::version).orElse(FOUNDING);
        return fence.participants().entrySet().stream()
                .filter(entry -> entry.getValue().join().version() > known
                        || stored.isPresent() && !stored.get().isParticipant(entry.getKey()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private List<UserId> left(Optional<Fence> stored) {
        return stored.stream()
                .flatMap(old -> old.participants().keySet().stream())
                .filter(user -> !fence.isParticipant(user))
                .sorted()
                .toList();
    }
}
