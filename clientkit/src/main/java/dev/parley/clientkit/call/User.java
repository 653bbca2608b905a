package dev.parley.clientkit.call;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.clientkit.follow.InboxFollower;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.inbox.v1.AtLeast;
import dev.parley.inbox.v1.Badge;
import dev.parley.inbox.v1.ExplainUnreadRequest;
import dev.parley.inbox.v1.ExplainUnreadResponse;
import dev.parley.inbox.v1.GetBadgeRequest;
import dev.parley.inbox.v1.GetInboxRowRequest;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.InboxServiceGrpc;
import dev.parley.inbox.v1.InboxServiceGrpc.InboxServiceBlockingStub;
import dev.parley.inbox.v1.ListInboxRequest;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.message.v1.Cursor;
import dev.parley.message.v1.ListCursorsRequest;
import dev.parley.message.v1.ListMessagesRequest;
import dev.parley.message.v1.ListMessagesResponse;
import dev.parley.message.v1.MarkReadRequest;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.MessageServiceGrpc.MessageServiceBlockingStub;
import dev.parley.message.v1.ReceiptServiceGrpc;
import dev.parley.message.v1.ReceiptServiceGrpc.ReceiptServiceBlockingStub;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.safety.v1.BlockServiceGrpc;
import dev.parley.safety.v1.BlockServiceGrpc.BlockServiceBlockingStub;
import dev.parley.thread.v1.CreateThreadRequest;
import dev.parley.thread.v1.GetOrCreateDirectThreadRequest;
import dev.parley.thread.v1.ParticipantDraft;
import dev.parley.thread.v1.ParticipantServiceGrpc;
import dev.parley.thread.v1.ParticipantServiceGrpc.ParticipantServiceBlockingStub;
import dev.parley.thread.v1.ThreadKind;
import dev.parley.thread.v1.ThreadServiceGrpc;
import dev.parley.thread.v1.ThreadServiceGrpc.ThreadServiceBlockingStub;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A user of Parley, with the calls that demo, bench and tests make again and again.
///
/// @param userId  the user, `usr_…`
/// @param channel carries the user's token
public record User(String userId, Channel channel) {

    private static final int PAGE = 200;

    /// A user who calls with these credentials.
    public static User with(String userId, Channel channel, CallCredentials credentials) {
        return new User(userId, ClientInterceptors.intercept(channel, ParleyChannels.credentials(credentials)));
    }

    /// A user who calls with a token.
    public static User with(String userId, Channel channel, String token) {
        return with(userId, channel, TokenCredentials.of(token));
    }

    /// An id that nobody else has.
    public static String newId(String name) {
        return "usr_" + name + "_" + UUID.randomUUID().toString().substring(0, 8);
    }

    /// A request id that was not used before.
    public static String newRequestId() {
        return "req-" + UUID.randomUUID();
    }

    public MessageServiceBlockingStub messages() {
        return MessageServiceGrpc.newBlockingStub(channel);
    }

    public ThreadServiceBlockingStub threads() {
        return ThreadServiceGrpc.newBlockingStub(channel);
    }

    public ParticipantServiceBlockingStub participants() {
        return ParticipantServiceGrpc.newBlockingStub(channel);
    }

    public InboxServiceBlockingStub inbox() {
        return InboxServiceGrpc.newBlockingStub(channel);
    }

    public ReceiptServiceBlockingStub receipts() {
        return ReceiptServiceGrpc.newBlockingStub(channel);
    }

    public BlockServiceBlockingStub blocks() {
        return BlockServiceGrpc.newBlockingStub(channel);
    }

    /// The direct thread with another user.
    public String direct(String other) {
        var request =
                GetOrCreateDirectThreadRequest.newBuilder().setUserId(other).build();
        return threads().getOrCreateDirectThread(request).getThread().getThreadId();
    }

    /// A new group with others.
    public String group(String... others) {
        return group(newRequestId(), List.of(others));
    }

    /// The group with others that this request makes.
    public String group(String requestId, List<String> others) {
        var request = CreateThreadRequest.newBuilder().setRequestId(requestId).setKind(ThreadKind.THREAD_KIND_CHAT);
        others.forEach(
                user -> request.addParticipants(ParticipantDraft.newBuilder().setUserId(user)));
        return threads().createThread(request.build()).getThreadId();
    }

    /// A text to be sent.
    public static SendMessageRequest draft(String thread, String requestId, String text) {
        return SendMessageRequest.newBuilder()
                .setThreadId(thread)
                .setRequestId(requestId)
                .setText(text)
                .build();
    }

    /// Sends a text.
    public Message send(String thread, String text) {
        return messages().sendMessage(draft(thread, newRequestId(), text)).getMessage();
    }

    /// The newest messages of a thread.
    public ListMessagesResponse newest(String thread) {
        return messages()
                .listMessages(
                        ListMessagesRequest.newBuilder().setThreadId(thread).build());
    }

    /// All messages of a thread, page by page from the first one on.
    public List<Message> history(String thread) {
        var all = new ArrayList<Message>();
        ListMessagesResponse page;
        do {
            long after = all.isEmpty() ? 0 : all.getLast().getSequence();
            page = messages()
                    .listMessages(ListMessagesRequest.newBuilder()
                            .setThreadId(thread)
                            .setPageSize(PAGE)
                            .setAfterSequence(after)
                            .build());
            all.addAll(page.getMessagesList());
        } while (page.getMore());
        return all;
    }

    /// Moves the read cursor.
    public Cursor markRead(String thread, long sequence) {
        return receipts()
                .markRead(MarkReadRequest.newBuilder()
                        .setThreadId(thread)
                        .setSequence(sequence)
                        .build())
                .getCursor();
    }

    /// The cursors of all who take part in a thread.
    public List<Cursor> cursors(String thread) {
        return receipts()
                .listCursors(ListCursorsRequest.newBuilder()
                        .setThreadId(thread)
                        .setPageSize(300)
                        .build())
                .getCursorsList();
    }

    /// Follows a thread after a sequence.
    public ThreadFollower follow(String thread, long after) {
        return follow(
                WatchThreadRequest.newBuilder()
                        .setThreadId(thread)
                        .setAfterSequence(after)
                        .build(),
                ThreadFollower.eager(after));
    }

    /// Follows a thread with a follower that was made for it.
    public ThreadFollower follow(WatchThreadRequest request, ThreadFollower follower) {
        MessageServiceGrpc.newStub(channel).watchThread(request, follower);
        return follower;
    }

    /// Follows the inbox after a revision with a follower that was made for it.
    public InboxFollower followInbox(long after, InboxFollower follower) {
        InboxServiceGrpc.newStub(channel)
                .watchInbox(
                        WatchInboxRequest.newBuilder().setAfterRevision(after).build(), follower);
        return follower;
    }

    /// Follows the inbox after a revision.
    public InboxFollower followInbox(long after) {
        return followInbox(after, InboxFollower.after(after));
    }

    /// The row of a thread as it is now.
    public InboxRow row(String thread) {
        return inbox().getInboxRow(
                        GetInboxRowRequest.newBuilder().setThreadId(thread).build());
    }

    /// The row of a thread that knows a sequence.
    public InboxRow row(String thread, long atLeast) {
        return inbox().getInboxRow(GetInboxRowRequest.newBuilder()
                .setThreadId(thread)
                .setAtLeast(position(thread, atLeast))
                .build());
    }

    /// The rows of the inbox's first page, with a sequence of a thread known.
    public List<InboxRow> rows(String thread, long atLeast) {
        return inbox().listInbox(ListInboxRequest.newBuilder()
                        .setPageSize(PAGE)
                        .setAtLeast(position(thread, atLeast))
                        .build())
                .getRowsList();
    }

    /// The totals that know a sequence of a thread.
    public Badge badge(String thread, long atLeast) {
        return inbox().getBadge(GetBadgeRequest.newBuilder()
                .setAtLeast(position(thread, atLeast))
                .build());
    }

    /// The numbers behind an unread count.
    public ExplainUnreadResponse explain(String thread) {
        return inbox().explainUnread(
                        ExplainUnreadRequest.newBuilder().setThreadId(thread).build());
    }

    private static AtLeast position(String thread, long sequence) {
        return AtLeast.newBuilder().setThreadId(thread).setSequence(sequence).build();
    }
}
