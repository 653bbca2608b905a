package dev.parley.message.receipt;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.ThreadReader;
import jakarta.inject.Singleton;
import java.util.List;

/// Moves and lists the cursors of participants.
@Singleton
public final class CursorKeeper {

    private final ThreadReader reader;
    private final Fences fences;
    private final CursorLog cursors;
    private final CursorListeners listeners;

    /// Keeps the cursors of `cursors`.
    public CursorKeeper(ThreadReader reader, Fences fences, CursorLog cursors, CursorListeners listeners) {
        this.reader = reader;
        this.fences = fences;
        this.cursors = cursors;
        this.listeners = listeners;
    }

    /// Moves a participant's read cursor forward, never back. Throws `SequenceBeyondHead`.
    public Cursor markRead(ThreadId thread, UserId user, long sequence) {
        ThreadReader.checkSequence(thread, sequence, reader.position(thread, user));
        Cursor cursor = cursors.advance(thread, user, sequence);
        listeners.moved(thread, cursor);
        return cursor;
    }

    /// The cursors of those who take part, after a user id, by user id.
    public List<Cursor> list(ThreadId thread, UserId user, String after, int limit) {
        reader.position(thread, user);
        return cursors.cursors(thread, fences.get(thread).participants().keySet(), after, limit);
    }

    /// The cursors of all who take part.
    public List<Cursor> all(ThreadId thread, UserId user) {
        return list(thread, user, "", Integer.MAX_VALUE);
    }
}
