package dev.parley.thread.problem;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.problem.Problem;

/// The failures that a caller of this service can act on.
public sealed interface ThreadProblem extends Problem {
    /// The caller is not a participant of the thread, or the thread does not exist.
    record ThreadAccessDenied(ThreadId thread) implements ThreadProblem {}

    /// The thread would have more participants than the limit.
    record ThreadFull(ThreadId thread, int limit) implements ThreadProblem {}

    /// The two participants of a direct thread cannot change.
    record DirectThreadFixed(ThreadId thread) implements ThreadProblem {}

    /// A direct thread needs a user other than the caller.
    record SelfNotAllowed() implements ThreadProblem {}

    /// The caller and another user cannot be in contact because of a block.
    record ContactNotAllowed() implements ThreadProblem {}

    /// The caller's role in the thread does not allow this; only owners and admins change participants.
    record RoleMissing(ThreadId thread) implements ThreadProblem {}

    /// Only services may set what this field of the request says: a kind, a link, a role that carries
    /// authority, or a role context.
    record ThreadAuthorityMissing(String field) implements ThreadProblem {}

    /// The owner cannot be removed, but can leave.
    record OwnerFixed(ThreadId thread, UserId user) implements ThreadProblem {}

    /// The user is not a participant of the thread.
    record ParticipantNotFound(ThreadId thread, UserId user) implements ThreadProblem {}

    /// The user was banned from the thread and cannot be added.
    record ParticipantBanned(ThreadId thread, UserId user) implements ThreadProblem {}
}
