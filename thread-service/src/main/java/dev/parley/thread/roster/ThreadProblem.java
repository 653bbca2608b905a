package dev.parley.thread.roster;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.problem.Problem;

/// Every failure that a caller of this service can act on.
public sealed interface ThreadProblem extends Problem {
    /// The caller takes no part in the thread, or there is no such thread.
    record ThreadAccessDenied(ThreadId thread) implements ThreadProblem {}

    /// The thread would have more participants than the limit.
    record ThreadFull(ThreadId thread, int limit) implements ThreadProblem {}

    /// The two participants of a direct thread stay.
    record DirectThreadFixed(ThreadId thread) implements ThreadProblem {}

    /// A direct thread needs another user than the caller.
    record SelfNotAllowed() implements ThreadProblem {}

    /// A block stands between the two.
    record ContactNotAllowed() implements ThreadProblem {}

    /// Only owners and admins change participants.
    record RoleMissing(ThreadId thread) implements ThreadProblem {}

    /// The owner can only leave.
    record OwnerFixed(ThreadId thread, UserId user) implements ThreadProblem {}

    /// The user takes no part in the thread.
    record ParticipantNotFound(ThreadId thread, UserId user) implements ThreadProblem {}
}
