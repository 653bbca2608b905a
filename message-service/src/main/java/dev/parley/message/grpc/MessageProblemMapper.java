package dev.parley.message.grpc;

import dev.parley.error.v1.ContentRejection;
import dev.parley.error.v1.ErrorReason;
import dev.parley.id.ThreadId;
import dev.parley.message.grpc.send.SendMapper;
import dev.parley.message.problem.MessageProblem;
import dev.parley.message.problem.MessageProblem.CallerGone;
import dev.parley.message.problem.MessageProblem.ContactNotAllowed;
import dev.parley.message.problem.MessageProblem.ContentRejected;
import dev.parley.message.problem.MessageProblem.MessageNotFound;
import dev.parley.message.problem.MessageProblem.ParticipantMuted;
import dev.parley.message.problem.MessageProblem.PositionLost;
import dev.parley.message.problem.MessageProblem.SequenceBeyondHead;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.problem.MessageProblem.ThreadArchived;
import dev.parley.message.problem.MessageProblem.ThreadLocked;
import dev.parley.platform.wire.ProblemMapper;
import dev.parley.platform.wire.ProblemStatus;
import io.grpc.Status.Code;
import jakarta.inject.Singleton;

/// The wire form of the problems of the message service.
@Singleton
public final class MessageProblemMapper implements ProblemMapper<MessageProblem> {

    @Override
    public Class<MessageProblem> type() {
        return MessageProblem.class;
    }

    @Override
    public ProblemStatus map(MessageProblem problem) {
        return switch (problem) {
            case ThreadAccessDenied(ThreadId thread) ->
                denied(
                        thread,
                        ErrorReason.ERROR_REASON_THREAD_ACCESS_DENIED,
                        "The caller is not a participant of this thread.");
            case ContactNotAllowed(ThreadId thread) ->
                denied(thread, ErrorReason.ERROR_REASON_CONTACT_NOT_ALLOWED, "These users cannot be in contact.");
            case ThreadLocked(ThreadId thread) ->
                closed(thread, ErrorReason.ERROR_REASON_THREAD_LOCKED, "The thread is locked.");
            case ThreadArchived(ThreadId thread) ->
                closed(thread, ErrorReason.ERROR_REASON_THREAD_ARCHIVED, "The thread is archived.");
            case ParticipantMuted(ThreadId thread, var until) ->
                closed(thread, ErrorReason.ERROR_REASON_PARTICIPANT_MUTED, "The caller is muted in this thread.")
                        .with("muted_until", until);
            case MessageNotFound notFound -> notFound(notFound);
            case ContentRejected rejected -> rejected(rejected);
            case SequenceBeyondHead(ThreadId thread, long sequence, long head) ->
                beyond(thread, sequence, head, "The sequence " + sequence + " is beyond the head " + head + ".");
            case PositionLost(ThreadId thread, long sequence, long head) ->
                beyond(
                        thread,
                        sequence,
                        head,
                        "The store was replaced by an older copy, and has lost what led to the sequence " + sequence
                                + ". Begin anew.");
            case CallerGone() ->
                ProblemStatus.of(
                        Code.DEADLINE_EXCEEDED,
                        ErrorReason.ERROR_REASON_DEADLINE_EXCEEDED,
                        "The deadline of the call has passed.");
        };
    }

    private static ProblemStatus denied(ThreadId thread, ErrorReason reason, String text) {
        return ProblemStatus.of(Code.PERMISSION_DENIED, reason, text).with("thread_id", thread.value());
    }

    private static ProblemStatus closed(ThreadId thread, ErrorReason reason, String text) {
        var status = ProblemStatus.of(Code.FAILED_PRECONDITION, reason, text);
        return status.precondition(status.reason(), thread.value(), text).with("thread_id", thread.value());
    }

    private static ProblemStatus notFound(MessageNotFound problem) {
        return ProblemStatus.of(
                        Code.NOT_FOUND,
                        ErrorReason.ERROR_REASON_MESSAGE_NOT_FOUND,
                        "There is no such message in this thread.")
                .with("thread_id", problem.thread().value())
                .with("message_id", problem.message().value())
                .resource("parley.message.v1.Message", problem.message().value());
    }

    private static ProblemStatus beyond(ThreadId thread, long sequence, long head, String text) {
        return ProblemStatus.of(Code.OUT_OF_RANGE, ErrorReason.ERROR_REASON_SEQUENCE_BEYOND_HEAD, text)
                .with("thread_id", thread.value())
                .with("sequence", sequence)
                .with("head", head);
    }

    private static ProblemStatus rejected(ContentRejected rejected) {
        var detail = ContentRejection.newBuilder().setPolicy(rejected.policy());
        rejected.span().ifPresent(span -> detail.setSpan(SendMapper.toProto(span)));
        return ProblemStatus.of(
                        Code.INVALID_ARGUMENT,
                        ErrorReason.ERROR_REASON_CONTENT_REJECTED,
                        "The text is rejected by the policy " + rejected.policy() + ".")
                .with("policy", rejected.policy())
                .detail(detail.build());
    }
}
