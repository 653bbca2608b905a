package dev.parley.inbox.rebuild;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.merge.RowKey;
import dev.parley.inbox.merge.Seen;
import dev.parley.inbox.merge.ThreadState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

        /// Returns the users whose inboxes contain the thread.
        public Set<UserId> listed() {
            return rows.entrySet().stream()
                    .filter(entry -> entry.getValue().isListed())
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
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

    /// A part of all rows, by user and thread.
    ///
    /// @param rows those of users who are no participants, as far as inboxes know the thread
    /// @param last where the next part begins; empty if there is none
    record Strays(List<RowKey> rows, Optional<RowKey> last) {

        /// Copies the rows.
        public Strays {
            rows = List.copyOf(rows);
        }
    }

    /// Looks at rows in inboxes after a row, and returns at most `limit` of those whose users are no participants.
    /// Empty is the start.
    Strays strays(Optional<RowKey> after, int limit);

    /// Replaces what inboxes contain of a thread, also of the users who were asked for, unless it has changed since it
    /// was loaded: then returns empty.
    /// Durable on return. Rows whose content changes get new revisions. Returns the affected inboxes.
    Optional<List<Advance>> replace(Stored stored, Expected expected);
}
