package dev.parley.standalone.demo;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.inbox.v1.AtLeast;
import dev.parley.inbox.v1.GetInboxRowRequest;
import dev.parley.inbox.v1.InboxServiceGrpc;
import dev.parley.message.v1.MarkReadRequest;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.ReceiptServiceGrpc;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.thread.v1.GetOrCreateDirectThreadRequest;
import dev.parley.thread.v1.ThreadServiceGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;

/// A user in a replayed conversation, who calls the public API with a token of their own.
final class Player {

    private final String userId;
    private final Channel channel;

    Player(String userId, Channel channel, String token) {
        this.userId = userId;
        this.channel = ClientInterceptors.intercept(channel, ParleyChannels.credentials(TokenCredentials.of(token)));
    }

    String userId() {
        return userId;
    }

    /// Opens the one direct thread with another user; gives its id.
    String openThread(Player other) {
        return ThreadServiceGrpc.newBlockingStub(channel)
                .getOrCreateDirectThread(GetOrCreateDirectThreadRequest.newBuilder()
                        .setUserId(other.userId())
                        .build())
                .getThread()
                .getThreadId();
    }

    Message send(String threadId, String requestId, String text) {
        return MessageServiceGrpc.newBlockingStub(channel)
                .sendMessage(SendMessageRequest.newBuilder()
                        .setThreadId(threadId)
                        .setRequestId(requestId)
                        .setText(text)
                        .build())
                .getMessage();
    }

    ThreadWatch watch(String threadId) {
        return ThreadWatch.open(MessageServiceGrpc.newStub(channel), threadId);
    }

    void markRead(String threadId, long sequence) {
        var moved = ReceiptServiceGrpc.newBlockingStub(channel)
                .markRead(MarkReadRequest.newBuilder()
                        .setThreadId(threadId)
                        .setSequence(sequence)
                        .build());
        if (moved.getCursor().getReadSequence() < sequence) {
            throw new IllegalStateException("The read cursor of " + userId + " did not move to " + sequence);
        }
    }

    /// What is unread in a thread, as an inbox says that knows at least a sequence.
    long unread(String threadId, long sequence) {
        return InboxServiceGrpc.newBlockingStub(channel)
                .getInboxRow(GetInboxRowRequest.newBuilder()
                        .setThreadId(threadId)
                        .setAtLeast(AtLeast.newBuilder().setThreadId(threadId).setSequence(sequence))
                        .build())
                .getUnreadCount();
    }
}
