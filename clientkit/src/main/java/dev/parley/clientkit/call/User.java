package dev.parley.clientkit.call;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.clientkit.follow.InboxFollower;
import dev.parley.clientkit.follow.ThreadFollower;
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
import dev.parley.message.v1.MarkReadResponse;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.MessageServiceGrpc.MessageServiceBlockingStub;
import dev.parley.message.v1.ReceiptServiceGrpc;
import dev.parley.message.v1.ReceiptServiceGrpc.ReceiptServiceBlockingStub;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.safety.v1.BlockServiceGrpc;
import dev.parley.safety.v1.BlockServiceGrpc.BlockServiceBlockingStub;
import dev.parley.safety.v1.BlockUserRequest;
import dev.parley.safety.v1.BlockUserResponse;
import dev.parley.safety.v1.UnblockUserRequest;
import dev.parley.safety.v1.UnblockUserResponse;
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

/// A user of Parley, with the calls that demo, bench and tests make frequently. Reads of the inbox accept the
/// consistency tokens of writes that they must include.
///
/// @param userId the user, `usr_…`
/// @param channel carries the user's token
public record User(String userId, Channel channel) {

    private static final int PAGE = 200;
    private static final int MOST_PARTICIPANTS = 300;

    /// Creates a user who calls with these credentials.
    public static User with(String userId, Channel channel, CallCredentials credentials) {
        return new User(userId, ClientInterceptors.intercept(channel, ParleyChannels.credentials(credentials)));
    }

    /// Creates a user who calls with a token.
    public static User with(String userId, Channel channel, String token) {
        return with(userId, channel, TokenCredentials.of(token));
    }

    /// Creates a unique user id.
    public static String newId(String name) {
        return "usr_" + name + "_" + UUID.randomUUID().toString().substring(0, 8);
    }

    /// Creates a unique request id.
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

    /// Returns the direct thread with another user.
    public String direct(String other) {
        var request =
                GetOrCreateDirectThreadRequest.newBuilder().setUserId(other).build();
        return threads().getOrCreateDirectThread(request).getThread().getThreadId();
    }

    /// Creates a group with others.
    public String group(String... others) {
        return group(newRequestId(), List.of(others));
    }

    /// Creates a group with others, or returns the one that this request id created.
    public String group(String requestId, List<String> others) {
        var request = CreateThreadRequest.newBuilder().setRequestId(requestId).setKind(ThreadKind.THREAD_KIND_CHAT);
        others.forEach(
                user -> request.addParticipants(ParticipantDraft.newBuilder().setUserId(user)));
        return threads().createThread(request.build()).getThread().getThreadId();
    }

    /// Creates a request that sends a text.
    public static SendMessageRequest draft(String thread, String requestId, String text) {
        return SendMessageRequest.newBuilder()
                .setThreadId(thread)
                .setRequestId(requestId)
                .setText(text)
                .build();
    }

    /// Sends a text. Returns the message.
    public Message send(String thread, String text) {
        return sendText(thread, text).getMessage();
    }

    /// Sends a text. Returns the whole response.
    public SendMessageResponse sendText(String thread, String text) {
        return messages().sendMessage(draft(thread, newRequestId(), text));
    }

    /// Returns the newest messages of a thread.
    public ListMessagesResponse newest(String thread) {
        return messages()
                .listMessages(
                        ListMessagesRequest.newBuilder().setThreadId(thread).build());
    }

    /// Returns all messages of a thread, read page by page from the first one.
    public List<Message> history(String thread) {
        var all = new ArrayList<Message>();
        ListMessagesResponse page;
        long after = 0;
        do {
            page = messages()
                    .listMessages(ListMessagesRequest.newBuilder()
                            .setThreadId(thread)
                            .setPageSize(PAGE)
                            .setAfterSequence(after)
                            .build());
            all.addAll(page.getMessagesList());
            after = page.getLastSequence();
        } while (page.getHasNewer());
        return all;
    }

    /// Moves the read cursor.
    public MarkReadResponse markRead(String thread, long sequence) {
        return receipts()
                .markRead(MarkReadRequest.newBuilder()
                        .setThreadId(thread)
                        .setSequence(sequence)
                        .build());
    }

    /// Returns the cursors of the participants of a thread.
    public List<Cursor> cursors(String thread) {
        return receipts()
                .listCursors(ListCursorsRequest.newBuilder()
                        .setThreadId(thread)
                        .setPageSize(MOST_PARTICIPANTS)
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

    /// Follows a thread with a follower that was created for it.
    public ThreadFollower follow(WatchThreadRequest request, ThreadFollower follower) {
        MessageServiceGrpc.newStub(channel).watchThread(request, follower);
        return follower;
    }

    /// Follows the inbox after a revision; after 0, each row comes once.
    public InboxFollower followInbox(long after) {
        return followInbox(after, InboxFollower.after(after));
    }

    /// Follows the inbox after a revision, with a follower that was created for it.
    public InboxFollower followInbox(long after, InboxFollower follower) {
        InboxServiceGrpc.newStub(channel)
                .watchInbox(
                        WatchInboxRequest.newBuilder().setAfterRevision(after).build(), follower);
        return follower;
    }

    /// Returns the row of a thread.
    public InboxRow row(String thread, String... tokens) {
        return inbox().getInboxRow(GetInboxRowRequest.newBuilder()
                        .setThreadId(thread)
                        .addAllConsistencyTokens(List.of(tokens))
                        .build())
                .getRow();
    }

    /// Returns the rows of the inbox's first page.
    public List<InboxRow> rows(String... tokens) {
        return inbox().listInbox(ListInboxRequest.newBuilder()
                        .setPageSize(PAGE)
                        .addAllConsistencyTokens(List.of(tokens))
                        .build())
                .getRowsList();
    }

    /// Returns the totals of the inbox.
    public Badge badge(String... tokens) {
        return inbox().getBadge(GetBadgeRequest.newBuilder()
                        .addAllConsistencyTokens(List.of(tokens))
                        .build())
                .getBadge();
    }

    /// Returns the numbers behind an unread count.
    public ExplainUnreadResponse explain(String thread) {
        return inbox().explainUnread(
                        ExplainUnreadRequest.newBuilder().setThreadId(thread).build());
    }

    /// Blocks another user.
    public BlockUserResponse block(String other) {
        return blocks().blockUser(BlockUserRequest.newBuilder().setUserId(other).build());
    }

    /// Ends the block of another user.
    public UnblockUserResponse unblock(String other) {
        return blocks().unblockUser(
                        UnblockUserRequest.newBuilder().setUserId(other).build());
    }
}
