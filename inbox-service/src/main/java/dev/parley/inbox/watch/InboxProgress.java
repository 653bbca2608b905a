package dev.parley.inbox.watch;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import dev.parley.platform.consistency.Position;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// How far inboxes are.
public interface InboxProgress {

    /// A position that a user's inbox is to have.
    record Sought(UserId reader, Position position) {

        /// The thread that the position is of.
        public ThreadId thread() {
            return threadOf(position);
        }
    }

    /// The thread that a position is of.
    static ThreadId threadOf(Position position) {
        return switch (position) {
            case Position.Head head -> head.thread();
            case Position.Cursor cursor -> cursor.thread();
            case Position.Facts facts -> facts.thread();
        };
    }

    /// Those of some positions that are reached. A position in a thread unknown to this inbox never counts as
    /// reached, so that it reveals nothing.
    Set<Sought> reached(Collection<Sought> sought);

    /// The newest revision of each of these users, 0 of one who has no inbox. A revision that is seen is final:
    /// no smaller one of the same user appears after it.
    List<Advance> revisions(Collection<UserId> users);

    /// The revision up to which removed rows of a user may have been forgotten; 0 when none was.
    long compacted(UserId user);
}
