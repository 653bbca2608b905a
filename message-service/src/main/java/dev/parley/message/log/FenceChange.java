package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Departure;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.FenceStore.Result.Stored;
import dev.parley.message.fence.Member;
import dev.parley.message.log.Frame.Content;
import dev.parley.message.log.KnownRows.Lookup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A fence to put in force, if it is newer than the stored one. Its caller gets the version and the head that
/// are stored afterwards. Users who joined or left since the stored fence become frames of the same write. A
/// fence that changes only contact, hidden pairs, mutes, the gate or the thread-wide rules adds none, and
/// neither does the first fence of a thread. A user who left and returned between two fences counts as
/// joined.
public record FenceChange(Fence fence) implements Change<Stored> {

    /// Users who left for the same cause share one frame.
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
                    new Stored(thread.fenceVersion(), thread.head().sequence(), isDifferent(thread)));
        }
        var frames = new ArrayList<NewFrame>();
        thread.fence()
                .ifPresent(old -> notices(old)
                        .forEach(content -> frames.add(new NewFrame(
                                thread.next(
                                        frames.size(),
                                        FrameId.ofNotice(thread(), fence.version(), frames.size()),
                                        content,
                                        now),
                                new byte[0]))));
        long head = frames.isEmpty()
                ? thread.head().sequence()
                : frames.getLast().frame().sequence();
        return new Outcome<>(
                new Stored(fence.version(), head),
                frames,
                List.of(),
                List.of(),
                thread.fence().isPresent() ? cursors(frames) : lateCursors(thread.head(), now),
                Optional.of(fence),
                false);
    }

    private boolean isDifferent(GrowingThread thread) {
        return fence.version() < thread.fenceVersion()
                || thread.fence().filter(stored -> !stored.hasSameRights(fence)).isPresent();
    }

    /// A newcomer has nothing unread: whatever the history rule lets them read, their cursor starts at the
    /// join.
    private List<InitialCursor> cursors(List<NewFrame> frames) {
        var cursors = new ArrayList<InitialCursor>();
        for (NewFrame written : frames) {
            Frame frame = written.frame();
            if (frame.content() instanceof Frame.Joined joined) {
                joined.users().forEach(user -> cursors.add(cursor(user, frame.head(), frame.createTime())));
            }
        }
        return cursors;
    }

    /// Returns cursors for users who joined between the creation of the thread and its first fence: the inbox
    /// waits for them.
    private List<InitialCursor> lateCursors(Head head, Instant now) {
        return fence.participants().keySet().stream()
                .filter(user -> fence.participants().get(user).join().isLate())
                .sorted()
                .map(user -> cursor(user, head, now))
                .toList();
    }

    private InitialCursor cursor(UserId user, Head head, Instant time) {
        return new InitialCursor(
                thread(),
                user,
                head,
                time,
                fence.participants().get(user).join().version());
    }

    /// Returns joins first, grouped by the actor who added them; then departures, grouped by cause and actor;
    /// users sorted by id.
    private List<Content> notices(Fence old) {
        var joined = new TreeMap<String, List<UserId>>();
        for (UserId user : newcomers(old)) {
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
        for (UserId user : leavers(old)) {
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

    private List<UserId> newcomers(Fence old) {
        return fence.participants().entrySet().stream()
                .filter(now -> {
                    Member before = old.participants().get(now.getKey());
                    return before == null || now.getValue().join().isAfter(before.join());
                })
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private List<UserId> leavers(Fence old) {
        return old.participants().keySet().stream()
                .filter(user -> !fence.isParticipant(user))
                .sorted()
                .toList();
    }
}
