package dev.parley.inbox.clients;

import dev.parley.client.TokenCredentials;
import dev.parley.id.MessageId;
import dev.parley.id.UserId;
import dev.parley.inbox.preview.Preview;
import dev.parley.inbox.preview.PreviewSource;
import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.BatchGetMessagesResponse;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageName;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.platform.clients.ServiceChannels;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Previews from message-service: one call for all, in the name of the user whose inbox it is, so that message-service
/// decides what may be read.
public final class MessagePreviews implements PreviewSource {

    private final ServiceChannels channels;
    private final Duration patience;
    private final PreviewWarner warner;

    /// Asks message-service, and goes without previews when they take longer than `patience`, or than half of the time
    /// that is left to the call that waits for them: rows without previews in time are better than none.
    public MessagePreviews(ServiceChannels channels, Duration patience, PreviewWarner warner) {
        this.channels = channels;
        this.patience = patience;
        this.warner = warner;
    }

    @Override
    public Map<MessageId, Preview> find(UserId user, Collection<NamedMessage> messages) {
        try {
            return ask(user, toRequest(messages)).getMessagesList().stream()
                    .map(MessagePreviews::toPreview)
                    .collect(Collectors.toMap(Preview::message, preview -> preview, (one, same) -> one));
        } catch (StatusRuntimeException failure) {
            warner.missing(failure.getStatus());
            return Map.of();
        }
    }

    private BatchGetMessagesResponse ask(UserId user, BatchGetMessagesRequest request) {
        return MessageServiceGrpc.newBlockingStub(channels.to("message"))
                .withInterceptors(actingFor(user))
                .withDeadlineAfter(patienceNanos(), TimeUnit.NANOSECONDS)
                .batchGetMessages(request);
    }

    private long patienceNanos() {
        Deadline own = Context.current().getDeadline();
        return own == null
                ? patience.toNanos()
                : Math.min(patience.toNanos(), own.timeRemaining(TimeUnit.NANOSECONDS) / 2);
    }

    private static ClientInterceptor actingFor(UserId user) {
        var headers = new Metadata();
        headers.put(TokenCredentials.ON_BEHALF_OF, user.value());
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }

    private static BatchGetMessagesRequest toRequest(Collection<NamedMessage> messages) {
        var request = BatchGetMessagesRequest.newBuilder();
        for (NamedMessage named : messages) {
            request.addNames(MessageName.newBuilder()
                    .setThreadId(named.thread().value())
                    .setMessageId(named.message().value()));
        }
        return request.build();
    }

    private static Preview toPreview(Message message) {
        var time = message.getCreateTime();
        return new Preview(
                new MessageId(message.getMessageId()),
                message.getSenderId(),
                message.getText(),
                Instant.ofEpochSecond(time.getSeconds(), time.getNanos()));
    }
}
