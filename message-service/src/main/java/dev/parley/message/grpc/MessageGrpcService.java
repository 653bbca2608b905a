package dev.parley.message.grpc;

import static dev.parley.message.grpc.frame.MessageMapper.toProto;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.grpc.feed.ThreadFeeds;
import dev.parley.message.grpc.send.SendMapper;
import dev.parley.message.read.ShownMessage;
import dev.parley.message.read.ThreadReader;
import dev.parley.message.read.ThreadReader.MessagePage;
import dev.parley.message.send.MessageSender;
import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.BatchGetMessagesResponse;
import dev.parley.message.v1.GetMessageRequest;
import dev.parley.message.v1.GetMessageResponse;
import dev.parley.message.v1.ListMessagesRequest;
import dev.parley.message.v1.ListMessagesResponse;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageRef;
import dev.parley.message.v1.MessageServiceGrpc.MessageServiceImplBase;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.limit.LargeReads;
import dev.parley.platform.paging.PageBounds;
import dev.parley.platform.wire.Unary;
import io.grpc.stub.StreamObserver;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The RPCs of `parley.message.v1.MessageService`, except `SendMessages`, which [MessageEndpoint] adds.
@Singleton
@Bean(typed = MessageGrpcService.class)
public final class MessageGrpcService extends MessageServiceImplBase {

    private static final PageBounds BOUNDS = new PageBounds(50, MessageLimits.PAGE);
    private static final int MOST_THREADS_OF_ID = 3;
    private static final int MOST_BYTES = 2_000_000;

    private final MessageSender sender;
    private final ThreadReader reader;
    private final ThreadFeeds feeds;
    private final LargeReads reads;

    /// Serves sends, reads and feeds.
    public MessageGrpcService(MessageSender sender, ThreadReader reader, ThreadFeeds feeds, LargeReads reads) {
        this.sender = sender;
        this.reader = reader;
        this.feeds = feeds;
        this.reads = reads;
    }

    @Override
    public void sendMessage(SendMessageRequest request, StreamObserver<SendMessageResponse> response) {
        Unary.reply(response, () -> SendMapper.toProto(sender.send(SendMapper.toDraft(request, user()))));
    }

    @Override
    public void getMessage(GetMessageRequest request, StreamObserver<GetMessageResponse> response) {
        Unary.reply(
                response,
                () -> GetMessageResponse.newBuilder()
                        .setMessage(toProto(reader.get(
                                new ThreadId(request.getThreadId()), user(), new MessageId(request.getMessageId()))))
                        .build());
    }

    @Override
    public void batchGetMessages(BatchGetMessagesRequest request, StreamObserver<BatchGetMessagesResponse> response) {
        Unary.reply(response, () -> reads.inTurn(() -> messages(request)));
    }

    @Override
    public void listMessages(ListMessagesRequest request, StreamObserver<ListMessagesResponse> response) {
        Unary.reply(response, () -> reads.inTurn(() -> toProto(page(request))));
    }

    @Override
    public void watchThread(WatchThreadRequest request, StreamObserver<WatchThreadResponse> response) {
        feeds.open(request, Caller.current(), response);
    }

    private BatchGetMessagesResponse messages(BatchGetMessagesRequest request) {
        var found = new HashMap<MessageRef, ShownMessage>();
        List<MessageRef> rest = request.getRefsList();
        for (int round = 0; round < MOST_THREADS_OF_ID && !rest.isEmpty(); round++) {
            var ids = new HashMap<MessageId, ThreadId>();
            rest = rest.stream().filter(ref -> !isNew(ref, ids)).toList();
            reader.find(user(), ids).forEach(message -> found.put(ref(message), message));
        }
        var response = BatchGetMessagesResponse.newBuilder();
        int bytes = 0;
        for (MessageRef ref : request.getRefsList()) {
            ShownMessage shown = found.get(ref);
            if (shown == null) {
                response.addMissing(ref);
            } else if (bytes >= MOST_BYTES) {
                response.addLeftOut(ref);
            } else {
                Message message = toProto(shown);
                bytes += message.getSerializedSize();
                response.addMessages(message);
            }
        }
        return response.build();
    }

    /// Adds an id, unless it is there with another thread. An id belongs to one thread only, so the others
    /// are mistakes.
    private static boolean isNew(MessageRef ref, Map<MessageId, ThreadId> ids) {
        ThreadId thread = new ThreadId(ref.getThreadId());
        return ids.computeIfAbsent(new MessageId(ref.getMessageId()), id -> thread)
                .equals(thread);
    }

    private static MessageRef ref(ShownMessage message) {
        return MessageRef.newBuilder()
                .setThreadId(message.frame().thread().value())
                .setMessageId(message.frame().id().value())
                .build();
    }

    private MessagePage page(ListMessagesRequest request) {
        ThreadId thread = new ThreadId(request.getThreadId());
        int size = BOUNDS.size(request.getPageSize());
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
