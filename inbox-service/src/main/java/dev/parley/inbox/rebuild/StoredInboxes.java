package dev.parley.inbox.rebuild;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.merge.Seen;
import dev.parley.inbox.merge.ThreadState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What inboxes contain, thread by thread.
public interface StoredInboxes {

    /// A thread as inboxes contain it, at one moment.
    ///
    /// @param pending whether its rows are not placed at its head yet: a background step does that
    /// @param rows the state of the users who were asked for, and of all participants
    record Stored(ThreadState thread, boolean pending, Map<UserId, Seen> rows) {

        /// Copies the rows.
        public Stored {
            rows = Map.copyOf(rows);
        }

        /// Whether nothing of the thread, of its participants and of these users has changed since another moment.
        public boolean isSame(Stored other, Collection<UserId> users) {
            return thread.equals(other.thread)
                    && Stream.concat(users.stream(), thread.users().stream())
                            .allMatch(user ->
                                    row(user).row().equals(other.row(user).row()));
        }

        Seen row(UserId user) {
            return rows.getOrDefault(user, Seen.NOTHING);
        }
    }

    /// Returns the state of a thread, of its participants, and of these users.
    Stored load(ThreadId thread, Collection<UserId> users);

    /// Returns the threads after an id, in the order of its bytes, at most `limit`: all of them, or those in the
    /// inbox of a user. The empty id is the start.
    List<ThreadId> threads(Optional<UserId> user, String after, int limit);

    /// Replaces what inboxes contain of a thread, unless it has changed since it was loaded: then returns empty.
    /// Durable on return. Rows whose content changes get new revisions. Returns the affected inboxes.
    Optional<List<Advance>> replace(Stored stored, Expected expected);
}
