package dev.parley.message.problem;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.platform.problem.Problem;
import java.time.Instant;
import java.util.Optional;

/// The failures of the message service that a caller can act on, besides those of the platform.
public sealed interface MessageProblem extends Problem {

    /// The caller is not a participant of the thread, or the thread does not exist.
    record ThreadAccessDenied(ThreadId thread) implements MessageProblem {}

    /// The thread is locked.
    record ThreadLocked(ThreadId thread) implements MessageProblem {}

    /// The thread is archived.
    record ThreadArchived(ThreadId thread) implements MessageProblem {}

    /// One of the two participants blocks the other.
    record ContactNotAllowed(ThreadId thread) implements MessageProblem {}

    /// The participant may not write for some time.
    record ParticipantMuted(ThreadId thread, Instant until) implements MessageProblem {}

    /// There is no such message in the thread.
    record MessageNotFound(ThreadId thread, MessageId message) implements MessageProblem {}

    /// A policy rejects the text.
    record ContentRejected(String policy, Optional<TextSpan> span) implements MessageProblem {}

    /// The sequence is beyond the head of the thread.
    record SequenceBeyondHead(ThreadId thread, long sequence, long head) implements MessageProblem {}

    /// The store was replaced by an older copy since a feed had reached the sequence, so its thread is not the same up
    /// to there.
    record PositionLost(ThreadId thread, long sequence, long head) implements MessageProblem {}

    /// The caller has cancelled the call, or its deadline has passed; nothing was written.
    record CallerGone() implements MessageProblem {}
}
