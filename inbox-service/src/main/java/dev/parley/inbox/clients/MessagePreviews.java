package dev.parley.inbox.clients;

import dev.parley.client.TokenCredentials;
import dev.parley.inbox.domain.MessageId;
import dev.parley.inbox.domain.Preview;
import dev.parley.inbox.domain.PreviewSource;
import dev.parley.inbox.domain.UserId;
import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.BatchGetMessagesResponse;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageName;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.platform.clients.Neighbour;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.platform.problem.ProblemException;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Previews from message-service: one call for all, in the name of the user whose inbox it is, so that message-service
/// decides what may be read.
public final class MessagePreviews implements PreviewSource {

    private static final Logger LOG = LoggerFactory.getLogger(MessagePreviews.class);
    private static final String MESSAGE = "message";

    private final ServiceChannels channels;
    private final Duration deadline;

    /// Asks message-service, and goes without previews after a deadline.
    public MessagePreviews(ServiceChannels channels, Duration deadline) {
        this.channels = channels;
        this.deadline = deadline;
    }

    @Override
    public Map<MessageId, Preview> find(UserId user, Collection<NamedMessage> messages) {
        try {
            return ask(user, toRequest(messages)).getMessagesList().stream()
                    .map(MessagePreviews::toPreview)
                    .collect(Collectors.toMap(Preview::message, preview -> preview, (one, same) -> one));
        } catch (ProblemException | StatusRuntimeException unavailable) {
            LOG.debug("Rows without previews: {}", unavailable.getMessage());
            return Map.of();
        }
    }

    private BatchGetMessagesResponse ask(UserId user, BatchGetMessagesRequest request) {
        return Neighbour.call(
                MESSAGE,
                () -> MessageServiceGrpc.newBlockingStub(channels.to(MESSAGE))
                        .withInterceptors(actingFor(user))
                        .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                        .batchGetMessages(request));
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
