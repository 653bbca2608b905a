package dev.parley.message.relay;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.message.log.Head;
import dev.parley.message.receipt.Cursor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The threads whose head or cursors the inbox does not know yet: the outbox of the log. They are marked in the write
/// that moves them, and stay marked until they were told.
public interface DirtyHeads {

    /// A thread that moved.
    ///
    /// @param newest  the newest countable message
    /// @param cursors cursors that moved, and those of all who sent since the last telling
    record DirtyHead(ThreadId thread, Head head, Optional<Newest> newest, List<Cursor> cursors) {}

    /// The newest countable message of a thread.
    record Newest(MessageId message, Instant createTime) {}

    /// Up to `limit` threads that moved, oldest marks not first: whoever asks goes on until there are none.
    List<DirtyHead> dirty(int limit);

    /// Says that these were told: what has not moved since is no longer marked.
    void told(List<DirtyHead> heads);

    /// Says that this one can not be told, and why: it is not offered again until it moves.
    void park(DirtyHead head, String reason);
}
