package dev.parley.inbox.grpc;

import dev.parley.error.v1.ErrorReason;
import dev.parley.id.ThreadId;
import dev.parley.inbox.row.InboxProblem;
import dev.parley.inbox.row.InboxProblem.InboxBehind;
import dev.parley.inbox.row.InboxProblem.RevisionBeyondHead;
import dev.parley.inbox.row.InboxProblem.ThreadAccessDenied;
import dev.parley.inbox.watch.InboxProgress;
import dev.parley.platform.consistency.Position;
import dev.parley.platform.wire.ProblemMapper;
import dev.parley.platform.wire.ProblemStatus;
import io.grpc.Status.Code;
import jakarta.inject.Singleton;

/// The wire form of the problems of the inbox.
@Singleton
public final class InboxProblemMapper implements ProblemMapper<InboxProblem> {

    @Override
    public Class<InboxProblem> type() {
        return InboxProblem.class;
    }

    @Override
    public ProblemStatus map(InboxProblem problem) {
        return switch (problem) {
            case ThreadAccessDenied(ThreadId thread) ->
                ProblemStatus.of(
                                Code.PERMISSION_DENIED,
                                ErrorReason.ERROR_REASON_THREAD_ACCESS_DENIED,
                                "The thread " + thread + " is not in this inbox.")
                        .with("thread_id", thread);
            case InboxBehind(Position position) ->
                ProblemStatus.of(
                                Code.UNAVAILABLE,
                                ErrorReason.ERROR_REASON_INBOX_BEHIND,
                                "The inbox does not include a write to the thread " + InboxProgress.threadOf(position)
                                        + " yet.")
                        .with("thread_id", InboxProgress.threadOf(position))
                        .retryAfter(InboxBehind.RETRY_AFTER)
                        .afterWaiting();
            case RevisionBeyondHead(long revision, long head) ->
                ProblemStatus.of(
                                Code.OUT_OF_RANGE,
                                ErrorReason.ERROR_REASON_REVISION_BEYOND_HEAD,
                                "The revision " + revision + " is beyond the newest one, " + head + ".")
                        .with("revision", revision)
                        .with("head", head);
        };
    }
}
