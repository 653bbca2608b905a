package dev.parley.inbox.row;

import dev.parley.id.ThreadId;
import dev.parley.platform.consistency.Position;
import dev.parley.platform.problem.Problem;
import java.time.Duration;

/// The failures of the inbox service that a caller can act on, besides those of the platform.
public sealed interface InboxProblem extends Problem {

    /// The thread is not in the user's inbox, or the thread does not exist.
    record ThreadAccessDenied(ThreadId thread) implements InboxProblem {}

    /// The inbox has not reached a position in time.
    record InboxBehind(Position position) implements InboxProblem {

        /// When a retry is worthwhile.
        public static final Duration RETRY_AFTER = Duration.ofMillis(500);
    }

    /// A reader claims to have a revision that the inbox has not reached.
    record RevisionBeyondHead(long revision, long head) implements InboxProblem {}
}
