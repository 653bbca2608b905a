package dev.parley.message.feed;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.feed.ReaderPage.Hidden;
import dev.parley.message.feed.ReaderPage.Part;
import dev.parley.message.feed.ReaderPage.Removed;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.MessageLog.Page;
import dev.parley.message.log.MessageLog.PageRequest;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.ReadMarker;
import dev.parley.message.timeline.Timeline;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// One participant's view of a live thread: its recent frames if they reach back far enough, otherwise the
/// log. Frames that the participant may not see become hidden ranges.
public final class ThreadFollower {

    private static final long ALL = -1;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final LiveThreads threads;
    private final LiveThread thread;
    private final UserId user;
    private final Runnable wake;
    private final long start;
    private long cursorChange = ALL;
    private boolean seesCursors;

    ThreadFollower(LiveThreads threads, LiveThread thread, UserId user, Runnable wake, long start) {
        this.threads = threads;
        this.thread = thread;
        this.user = user;
        this.wake = wake;
        this.start = start;
    }

    /// The thread.
    public ThreadId thread() {
        return thread.id();
    }

    /// The participant.
    public UserId user() {
        return user;
    }

    /// Returns the position after which it begins.
    public long start() {
        return start;
    }

    /// Returns the parts after a position, at most `limit`. An empty list means that the position is the
    /// head. Throws `ThreadAccessDenied` once the participant has lost the right to read.
    public ReaderPage read(long after, int limit) {
        ReaderPage page = held(after, limit).orElseGet(() -> stored(after, limit));
        check();
        return page;
    }

    /// Does the same from memory; empty if that is not possible. Does not block.
    public Optional<ReaderPage> readHere(long after, int limit) {
        Optional<ReaderPage> page = held(after, limit);
        check();
        return page;
    }

    /// Throws `ThreadAccessDenied` once the participant has lost the right to read, by the newest fence that
    /// this process knows, and `StoreUnavailable` once the stored log has lost something. Does not block.
    public void check() {
        if (thread.isRegressed()) {
            throw new StoreUnavailable(RETRY_AFTER).exception();
        }
        threads.fences().remembered(thread.id()).ifPresent(thread::fenced);
        thread.fence().admitWatcher(user);
    }

    private Optional<ReaderPage> held(long after, int limit) {
        long from = thread.fence().historyFrom(user);
        long head = thread.recent().head();
        if (after + 1 < from && after < head) {
            return Optional.of(ReaderPage.held(List.of(new Hidden(after + 1, Math.min(from - 1, head))), head));
        }
        return thread.recent().after(after, limit).map(held -> ReaderPage.held(visible(held.frames()), held.head()));
    }

    private ReaderPage stored(long after, int limit) {
        ThreadId id = thread.id();
        Page page = threads.log()
                .page(id, PageRequest.framesAfter(after, limit))
                .orElseThrow(() -> new ThreadAccessDenied(id).exception());
        threads.goesOn(thread, page.state());
        thread.fenced(threads.fences().atLeast(id, page.state().fenceVersion()));
        List<? extends Part> parts = visible(threads.recent(id, page));
        long head = page.state().head().sequence();
        long first = page.state().firstSequence();
        return after + 1 < first
                ? new ReaderPage(afterDropped(new Hidden(after + 1, first - 1), parts), head, true, first - 1)
                : new ReaderPage(parts, head, true, ReaderPage.NOT_COMPACTED);
    }

    /// Positions that are no longer kept are covered too, so that no position is skipped.
    private static List<Part> afterDropped(Hidden dropped, List<? extends Part> kept) {
        var parts = new ArrayList<Part>(kept.size() + 1);
        parts.add(dropped);
        parts.addAll(kept);
        return parts;
    }

    /// Adjacent hidden frames become one range. A change of a hidden message removes it from the screens that have
    /// it.
    private List<? extends Part> visible(List<RecentFrame> frames) {
        int hidden = 0;
        while (hidden < frames.size() && !isHidden(frames.get(hidden))) {
            hidden++;
        }
        if (hidden == frames.size()) {
            return frames;
        }
        var parts = new ArrayList<Part>(frames.subList(0, hidden));
        for (RecentFrame frame : frames.subList(hidden, frames.size())) {
            if (!isHidden(frame)) {
                parts.add(frame);
            } else if (isRemoval(frame)) {
                parts.add(new Removed(
                        frame.position(),
                        frame.frame().content().target().orElseThrow().message(),
                        frame.messageSequence()));
            } else if (!parts.isEmpty() && parts.getLast() instanceof Hidden(long from, long _)) {
                parts.set(parts.size() - 1, new Hidden(from, frame.through()));
            } else {
                parts.add(new Hidden(frame.position(), frame.through()));
            }
        }
        return parts;
    }

    private boolean isHidden(RecentFrame frame) {
        return frame.isHiddenFor(user) || isBeforeHistory(frame);
    }

    private boolean isBeforeHistory(RecentFrame frame) {
        return frame.messageSequence() < thread.fence().historyFrom(user);
    }

    /// Whether the reader may have a message that a frame hides, or that was hidden before.
    private boolean isRemoval(RecentFrame frame) {
        return frame.isChange() && frame.isHiddenFor(user) && !isBeforeHistory(frame);
    }

    /// Returns the cursors that moved since the last call, the newest of each; all cursors on the first call,
    /// and once contact is open again. While contact is closed, the participant sees only their own. That
    /// contact is closed shows in nothing: otherwise the feed would tell when it happened.
    ///
    /// The fence is read after the moves, so it is the newer one: no cursor that moved after a block is shown.
    public List<Cursor> cursors() {
        boolean all = cursorChange == ALL || !seesCursors && thread.fence().showsCursors(user);
        if (!all && thread.changes() == cursorChange) {
            seesCursors = thread.fence().showsCursors(user);
            return List.of();
        }
        LiveThread.Moves moves =
                all ? new LiveThread.Moves(List.of(), thread.changes()) : thread.movedAfter(cursorChange);
        Fence fence = thread.fence();
        seesCursors = fence.showsCursors(user);
        cursorChange = moves.change();
        Collection<UserId> visible = ReadMarker.visible(fence, user);
        if (all) {
            return threads.cursors().cursors(thread.id(), visible, "", Integer.MAX_VALUE);
        }
        return moves.cursors().stream()
                .filter(cursor -> visible.contains(cursor.user()))
                .toList();
    }

    /// Does the same from memory; empty if that is not possible, and then nothing counts as returned.
    public Optional<List<Cursor>> cursorsHere() {
        boolean held = cursorChange != ALL && thread.fence().showsCursors(user) == seesCursors;
        return held ? Optional.of(cursors()) : Optional.empty();
    }

    /// Whether this process knows of no frame after a position. Does not block.
    public boolean isHead(long position) {
        return head() <= position;
    }

    /// Returns until when nothing is missing, as of [System#nanoTime]: everything that was acknowledged before is
    /// known.
    public long comparedAt() {
        return thread.knownAt(threads.hints().period());
    }

    /// Returns the timeline of the store to which its positions belong.
    public Timeline timeline() {
        return thread.timeline().orElseThrow();
    }

    /// Returns the newest position that its feed knows.
    long head() {
        return thread.recent().head();
    }

    /// Ends the notifications.
    public void close() {
        threads.unwatch(thread, wake);
    }
}
