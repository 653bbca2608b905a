package dev.parley.message.problem;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.platform.problem.Problem;
import java.time.Instant;
import java.util.Optional;

/// Every failure of the message service that a caller can act on, beside those of the platform.
public sealed interface MessageProblem extends Problem {

    /// The caller takes no part in the thread, or there is no such thread.
    record ThreadAccessDenied(ThreadId thread) implements MessageProblem {}

    /// The thread is locked.
    record ThreadLocked(ThreadId thread) implements MessageProblem {}

    /// The thread is archived.
    record ThreadArchived(ThreadId thread) implements MessageProblem {}

    /// A block stands between the two participants.
    record ContactNotAllowed(ThreadId thread) implements MessageProblem {}

    /// The participant may not write for a while.
    record ParticipantMuted(ThreadId thread, Instant until) implements MessageProblem {}

    /// There is no such message in the thread.
    record MessageNotFound(ThreadId thread, MessageId message) implements MessageProblem {}

    /// The text is refused by a policy.
    record ContentRejected(String policy, Optional<TextSpan> span) implements MessageProblem {}

    /// The sequence is beyond the head of the thread.
    record SequenceBeyondHead(ThreadId thread, long sequence, long head) implements MessageProblem {}

    /// The time of the call is over; nothing was written.
    record CallerGone() implements MessageProblem {}
}
