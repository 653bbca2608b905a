package dev.parley.message.feed;

import dev.parley.id.ThreadId;
import dev.parley.message.log.MessageLog.LogState;
import dev.parley.message.timeline.Timeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Follows the store into another timeline: a live thread of which nothing is lost goes on in it, and the feeds of
/// any other end.
final class TimelineChange {

    private final LiveThreads threads;

    TimelineChange(LiveThreads threads) {
        this.threads = threads;
    }

    /// Compares threads with the states that were read of them. Returns those that have lost something; their feeds
    /// have ended.
    List<LiveThread> follow(Collection<LiveThread> live, Map<ThreadId, LogState> states) {
        var moved = new HashMap<Timeline, List<LiveThread>>();
        for (LiveThread thread : live) {
            LogState state = states.get(thread.id());
            Timeline known = thread.timeline().orElse(null);
            if (state != null && known != null && !known.equals(state.timeline())) {
                moved.computeIfAbsent(known, since -> new ArrayList<>()).add(thread);
            }
        }
        var lost = new ArrayList<LiveThread>();
        moved.forEach((since, some) -> follow(since, some, states, lost));
        return lost;
    }

    private void follow(Timeline since, List<LiveThread> some, Map<ThreadId, LogState> states, List<LiveThread> lost) {
        var heads = new HashMap<ThreadId, Long>();
        some.forEach(thread -> heads.put(thread.id(), thread.recent().head()));
        Collection<ThreadId> diverged = threads.log().diverged(since, heads);
        for (LiveThread thread : some) {
            if (diverged.contains(thread.id())) {
                threads.regress(thread);
                lost.add(thread);
            } else {
                thread.goOn(states.get(thread.id()).timeline());
            }
        }
    }
}
