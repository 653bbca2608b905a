package dev.parley.message.grpc;

import static dev.parley.message.grpc.MessageMapper.toDraft;
import static dev.parley.message.grpc.MessageMapper.toProto;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.MessageLog.Page;
import dev.parley.message.log.ThreadReader;
import dev.parley.message.send.MessageSender;
import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.BatchGetMessagesResponse;
import dev.parley.message.v1.GetMessageRequest;
import dev.parley.message.v1.ListMessagesRequest;
import dev.parley.message.v1.ListMessagesResponse;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageServiceGrpc.MessageServiceImplBase;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.paging.PageSize;
import dev.parley.platform.wire.Unary;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.HashMap;

/// `parley.message.v1.MessageService` on the wire.
@Singleton
public final class MessageGrpcService extends MessageServiceImplBase {

    private static final int PAGE = 50;
    private static final int LONGEST_PAGE = 200;

    private final MessageSender sender;
    private final ThreadReader reader;
    private final SendStreams streams;
    private final ThreadFeeds feeds;

    /// Serves sends, reads and feeds.
    public MessageGrpcService(MessageSender sender, ThreadReader reader, SendStreams streams, ThreadFeeds feeds) {
        this.sender = sender;
        this.reader = reader;
        this.streams = streams;
        this.feeds = feeds;
    }

    @Override
    public void sendMessage(SendMessageRequest request, StreamObserver<SendMessageResponse> response) {
        Unary.reply(response, () -> toProto(sender.send(toDraft(request, user()))));
    }

    @Override
    public StreamObserver<SendMessagesRequest> sendMessages(StreamObserver<SendMessagesResponse> response) {
        return streams.open(user(), Caller.current().expireTime(), response);
    }

    @Override
    public void getMessage(GetMessageRequest request, StreamObserver<Message> response) {
        Unary.reply(
                response,
                () -> toProto(reader.get(
                        new ThreadId(request.getThreadId()), user(), new MessageId(request.getMessageId()))));
    }

    @Override
    public void batchGetMessages(BatchGetMessagesRequest request, StreamObserver<BatchGetMessagesResponse> response) {
        Unary.reply(response, () -> messages(request));
    }

    @Override
    public void listMessages(ListMessagesRequest request, StreamObserver<ListMessagesResponse> response) {
        Unary.reply(response, () -> toProto(page(request)));
    }

    @Override
    public void watchThread(WatchThreadRequest request, StreamObserver<WatchThreadResponse> response) {
        feeds.open(request, user(), Caller.current().expireTime(), response);
    }

    private BatchGetMessagesResponse messages(BatchGetMessagesRequest request) {
        var names = new HashMap<MessageId, ThreadId>();
        request.getNamesList()
                .forEach(name -> names.put(new MessageId(name.getMessageId()), new ThreadId(name.getThreadId())));
        return BatchGetMessagesResponse.newBuilder()
                .addAllMessages(reader.find(user(), names).stream()
                        .map(MessageMapper::toProto)
                        .toList())
                .build();
    }

    private Page page(ListMessagesRequest request) {
        ThreadId thread = new ThreadId(request.getThreadId());
        int size = PageSize.of(request.getPageSize(), PAGE, LONGEST_PAGE);
        return switch (request.getPositionCase()) {
            case BEFORE_SEQUENCE -> reader.before(thread, user(), request.getBeforeSequence(), size);
            case AFTER_SEQUENCE -> reader.after(thread, user(), request.getAfterSequence(), size);
            case POSITION_NOT_SET -> reader.before(thread, user(), Long.MAX_VALUE, size);
        };
    }

    private static UserId user() {
        return Caller.current().actingUser();
    }
}
