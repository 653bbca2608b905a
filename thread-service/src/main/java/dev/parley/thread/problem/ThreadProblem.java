package dev.parley.thread.problem;

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

    /// A block stands between the caller and somebody else.
    record ContactNotAllowed() implements ThreadProblem {}

    /// The caller's role in the thread does not allow it: owners and admins change participants.
    record RoleMissing(ThreadId thread) implements ThreadProblem {}

    /// Only services give what this field of the request says: a kind, a link, or a role that carries authority.
    record ThreadAuthorityMissing(String field) implements ThreadProblem {}

    /// The owner can only leave.
    record OwnerFixed(ThreadId thread, UserId user) implements ThreadProblem {}

    /// The user takes no part in the thread.
    record ParticipantNotFound(ThreadId thread, UserId user) implements ThreadProblem {}

    /// The user was banned from the thread and cannot be added.
    record ParticipantBanned(ThreadId thread, UserId user) implements ThreadProblem {}
}
