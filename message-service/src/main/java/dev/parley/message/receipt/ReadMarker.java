package dev.parley.message.receipt;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.read.ThreadReader;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Moves and lists the cursors of participants. If contact between two users is closed, neither sees the
/// other's cursor.
@Singleton
public final class ReadMarker {

    private final ThreadReader reader;
    private final Fences fences;
    private final CursorStore cursors;
    private final CursorListener listener;

    /// Moves the cursors of `cursors`.
    public ReadMarker(ThreadReader reader, Fences fences, CursorStore cursors, CursorListener listener) {
        this.reader = reader;
        this.fences = fences;
        this.cursors = cursors;
        this.listener = listener;
    }

    /// Moves a participant's read cursor forward, never back. Throws `SequenceBeyondHead`.
    public Cursor markRead(ThreadId thread, UserId user, long sequence) {
        admit(thread, user);
        Cursor cursor = cursors.advance(thread, user, sequence);
        listener.moved(thread, cursor);
        return cursor;
    }

    /// A cached fence is enough to admit, because a cursor reveals nothing. It is not enough to refuse.
    private void admit(ThreadId thread, UserId user) {
        Fence known = fences.remembered(thread).orElse(null);
        if (known == null || !known.isParticipant(user)) {
            long version = known == null ? 0 : known.version();
            Optional.ofNullable(fences.newerThan(Map.of(thread, version)).get(thread))
                    .orElseThrow(() -> new ThreadAccessDenied(thread).exception())
                    .admitReader(user);
        }
    }

    /// Returns the cursors that a participant sees, after a user id, by user id.
    public List<Cursor> list(ThreadId thread, UserId viewer, String after, int limit) {
        Fence fence = reader.admitted(thread, viewer).fence();
        return cursors.cursors(thread, visible(fence, viewer), after, limit);
    }

    /// Returns the participants whose cursors a participant sees.
    public static Collection<UserId> visible(Fence fence, UserId viewer) {
        return fence.showsCursors(viewer) ? fence.participants().keySet() : Set.of(viewer);
    }
}
