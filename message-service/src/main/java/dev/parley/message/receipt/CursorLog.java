package dev.parley.message.receipt;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.util.Collection;
import java.util.List;

/// How far the participants of each thread have got. Own sends move the own cursor as soon as they are acknowledged.
public interface CursorLog {

    /// Moves a read cursor forward, never back, and returns it as it is now. The sequence is at most the head.
    Cursor advance(ThreadId thread, UserId user, long sequence);

    /// The cursors of those among `users` who have one, whose id is greater than `after`, by id, at most `limit`.
    List<Cursor> cursors(ThreadId thread, Collection<UserId> users, String after, int limit);
}
