package dev.parley.e2e.block;

import dev.parley.clientkit.call.User;
import dev.parley.inbox.v1.Badge;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.message.v1.Cursor;
import dev.parley.message.v1.Message;
import dev.parley.thread.v1.BatchGetThreadsRequest;
import dev.parley.thread.v1.GetThreadRequest;
import dev.parley.thread.v1.ListParticipantsRequest;
import dev.parley.thread.v1.ListThreadsRequest;
import dev.parley.thread.v1.Participant;
import dev.parley.thread.v1.Thread;
import java.util.List;
import org.awaitility.Awaitility;

/// What a user sees of a thread without a feed.
///
/// @param threads the thread as each RPC shows it: GetThread, BatchGetThreads, ListThreads
/// @param hiddenCount as ExplainUnread reports it
record View(
        List<Thread> threads,
        List<Participant> participants,
        List<Message> history,
        List<Cursor> cursors,
        InboxRow row,
        Badge badge,
        int hiddenCount) {

    /// Looks at everything now. The inbox includes the writes with these tokens.
    static View of(User user, String thread, String... tokens) {
        // A preview may be absent while its message cannot be read in time.
        InboxRow row = Awaitility.await().until(() -> user.row(thread, tokens), one -> !one.getPreviewPending());
        return new View(
                List.of(got(user, thread), batched(user, thread), listed(user, thread)),
                user.participants()
                        .listParticipants(ListParticipantsRequest.newBuilder()
                                .setThreadId(thread)
                                .build())
                        .getParticipantsList(),
                user.history(thread),
                user.cursors(thread),
                row,
                user.badge(tokens),
                user.explain(thread).getHiddenCount());
    }

    private static Thread got(User user, String thread) {
        return user.threads()
                .getThread(GetThreadRequest.newBuilder().setThreadId(thread).build())
                .getThread();
    }

    private static Thread batched(User user, String thread) {
        return user.threads()
                .batchGetThreads(
                        BatchGetThreadsRequest.newBuilder().addThreadIds(thread).build())
                .getThreads(0);
    }

    private static Thread listed(User user, String thread) {
        return user.threads().listThreads(ListThreadsRequest.getDefaultInstance()).getThreadsList().stream()
                .filter(one -> one.getThreadId().equals(thread))
                .findFirst()
                .orElseThrow();
    }
}
