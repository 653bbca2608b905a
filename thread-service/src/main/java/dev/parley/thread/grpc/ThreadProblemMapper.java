package dev.parley.thread.grpc;

import dev.parley.error.v1.ErrorReason;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.wire.ProblemMapper;
import dev.parley.platform.wire.ProblemStatus;
import dev.parley.thread.problem.ThreadProblem;
import io.grpc.Status.Code;
import jakarta.inject.Singleton;

/// The wire form of each problem of this service.
@Singleton
final class ThreadProblemMapper implements ProblemMapper<ThreadProblem> {
    private static final String THREAD_ID = "thread_id";
    private static final String USER_ID = "user_id";

    @Override
    public Class<ThreadProblem> type() {
        return ThreadProblem.class;
    }

    @Override
    public ProblemStatus map(ThreadProblem problem) {
        return switch (problem) {
            case ThreadProblem.ThreadAccessDenied(var thread) ->
                denied(ErrorReason.ERROR_REASON_THREAD_ACCESS_DENIED, "You are not a participant of the thread.")
                        .with(THREAD_ID, thread);
            case ThreadProblem.ThreadFull(var thread, int limit) ->
                precondition(ErrorReason.ERROR_REASON_THREAD_FULL, thread, "A thread has at most " + limit + " users.")
                        .with("limit", limit);
            case ThreadProblem.DirectThreadFixed(var thread) ->
                precondition(
                        ErrorReason.ERROR_REASON_DIRECT_THREAD_FIXED,
                        thread,
                        "The participants of a direct thread cannot change.");
            case ThreadProblem.SelfNotAllowed() -> selfNotAllowed();
            case ThreadProblem.ContactNotAllowed() ->
                denied(ErrorReason.ERROR_REASON_CONTACT_NOT_ALLOWED, "The two users cannot be in contact.");
            case ThreadProblem.RoleMissing(var thread) ->
                denied(ErrorReason.ERROR_REASON_ROLE_MISSING, "Only owners and admins can change the participants.")
                        .with(THREAD_ID, thread);
            case ThreadProblem.ThreadAuthorityMissing(var field) ->
                denied(ErrorReason.ERROR_REASON_THREAD_AUTHORITY_MISSING, "Only a service can set this " + field + ".")
                        .with("field", field);
            case ThreadProblem.ParticipantBanned(var thread, var user) ->
                precondition(
                                ErrorReason.ERROR_REASON_PARTICIPANT_BANNED,
                                thread,
                                "The user was banned from the thread.")
                        .with(USER_ID, user);
            case ThreadProblem.OwnerFixed(var thread, var user) ->
                precondition(
                                ErrorReason.ERROR_REASON_OWNER_FIXED,
                                thread,
                                "The owner cannot be removed, but can leave.")
                        .with(USER_ID, user);
            case ThreadProblem.ParticipantNotFound(var thread, var user) -> participantNotFound(thread, user);
        };
    }

    private static ProblemStatus denied(ErrorReason reason, String message) {
        return ProblemStatus.of(Code.PERMISSION_DENIED, reason, message);
    }

    private static ProblemStatus precondition(ErrorReason reason, ThreadId thread, String message) {
        var status = ProblemStatus.of(Code.FAILED_PRECONDITION, reason, message);
        return status.precondition(status.reason(), thread.value(), message).with(THREAD_ID, thread);
    }

    private static ProblemStatus selfNotAllowed() {
        return ProblemStatus.of(
                Code.INVALID_ARGUMENT,
                ErrorReason.ERROR_REASON_SELF_NOT_ALLOWED,
                "A direct thread needs a user other than yourself.");
    }

    private static ProblemStatus participantNotFound(ThreadId thread, UserId user) {
        return ProblemStatus.of(
                        Code.NOT_FOUND,
                        ErrorReason.ERROR_REASON_PARTICIPANT_NOT_FOUND,
                        "The user is not a participant of the thread.")
                .with(THREAD_ID, thread)
                .with(USER_ID, user)
                .resource("parley.thread.v1.Participant", thread + "/" + user);
    }
}
