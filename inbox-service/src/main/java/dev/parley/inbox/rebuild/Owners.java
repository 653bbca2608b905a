package dev.parley.inbox.rebuild;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The owners of threads and logs, whose facts inboxes show. All methods fail with `DependencyUnavailable`.
public interface Owners {

    /// A page of threads, by id.
    ///
    /// @param next the token of the next page; empty on the last one
    record Page(List<ThreadChange> threads, String next) {}

    /// Returns a page of all threads, or of those of a user. The empty token is the start.
    Page threads(Optional<UserId> participant, String token);

    /// Returns those of these threads that exist, at most 100.
    List<ThreadChange> threads(List<ThreadId> threads);

    /// Returns the logs of these threads, at most 100: what is reported to an inbox that has nothing of them. A
    /// log is missing if it has too many cursors and hidden messages to be read at once.
    Map<ThreadId, ThreadHead> logs(List<ThreadId> threads);
}
