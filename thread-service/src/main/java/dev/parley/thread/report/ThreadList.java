package dev.parley.thread.report;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.util.List;
import java.util.Optional;

/// All threads, for comparisons with other services.
public interface ThreadList {
    /// Returns the threads after an id, in the order of its bytes, at most `limit`: all of them, or those of which a
    /// user
    /// is a participant. The empty id is the start.
    List<ThreadId> after(Optional<UserId> participant, String after, int limit);
}
