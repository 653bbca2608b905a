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

    /// A position that a user's inbox must reach.
    record Sought(UserId reader, Position position) {

        /// Returns the thread of the position.
        public ThreadId thread() {
            return threadOf(position);
        }
    }

    /// Returns the thread of a position.
    static ThreadId threadOf(Position position) {
        return switch (position) {
            case Position.Head head -> head.thread();
            case Position.Cursor cursor -> cursor.thread();
            case Position.Facts facts -> facts.thread();
        };
    }

    /// Returns which of these positions are reached. A position in a thread unknown to this inbox never
    /// counts as reached, so that it reveals nothing.
    Set<Sought> reached(Collection<Sought> sought);

    /// Like [#reached], for a call of a user: an engine with connections uses only those for reads of users.
    default Set<Sought> reachedForCall(Collection<Sought> sought) {
        return reached(sought);
    }

    /// Returns the newest revision of each of these users, 0 for a user without an inbox. A revision that is
    /// returned is final: no smaller one of the same user appears after it. Called by one loop for all feeds,
    /// and by feeds that begin, whose turn limits them to the connections of reads.
    List<Advance> revisions(Collection<UserId> users);

    /// Returns the revision up to which removed rows of a user may have been deleted; 0 if none were. For
    /// calls of users.
    long compacted(UserId user);
}
