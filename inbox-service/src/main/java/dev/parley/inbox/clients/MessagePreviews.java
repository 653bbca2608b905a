package dev.parley.inbox.clients;

import dev.parley.id.MessageId;
import dev.parley.inbox.preview.Preview;
import dev.parley.inbox.preview.PreviewSource;
import dev.parley.inbox.preview.Previews;
import dev.parley.message.internal.v1.GetPreviewsRequest;
import dev.parley.message.internal.v1.GetPreviewsResponse;
import dev.parley.message.internal.v1.MessagePreview;
import dev.parley.message.internal.v1.PreviewQuery;
import dev.parley.message.internal.v1.PreviewResult;
import dev.parley.message.internal.v1.PreviewServiceGrpc;
import dev.parley.platform.clients.BatchCalls;
import dev.parley.platform.clients.ServiceChannels;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Reads previews from message-service, with one call for all. message-service decides which users may see
/// which message.
public final class MessagePreviews implements PreviewSource {

    private final ServiceChannels channels;
    private final Duration patience;
    private final PreviewWarner warner;

    /// Calls message-service. Gives up previews that take longer than `patience`, or longer than half of the
    /// time that is left to the waiting call: rows without previews in time are better than no rows.
    public MessagePreviews(ServiceChannels channels, Duration patience, PreviewWarner warner) {
        this.channels = channels;
        this.patience = patience;
        this.warner = warner;
    }

    @Override
    public Previews find(Collection<Wanted> wanted) {
        if (wanted.isEmpty()) {
            return Previews.NONE;
        }
        var messages = byMessage(wanted);
        var found = new HashMap<Wanted, Optional<Preview>>();
        new BatchCalls<>(new Reading(), true, deadline()).answers(messages).forEach(found::putAll);
        return new Previews(found);
    }

    /// A message whose preview cannot be read stays without one, and takes it from no other.
    private final class Reading implements BatchCalls.Asked<List<Wanted>, Map<Wanted, Optional<Preview>>> {

        @Override
        public List<Map<Wanted, Optional<Preview>>> call(List<List<Wanted>> messages, Deadline deadline) {
            try {
                return toPreviews(messages, ask(toRequest(messages), deadline));
            } catch (StatusRuntimeException failure) {
                warner.missing(failure.getStatus());
                throw failure;
            }
        }

        @Override
        public Map<Wanted, Optional<Preview>> refused(List<Wanted> message, Throwable failure) {
            return Map.of();
        }

        @Override
        public Map<Wanted, Optional<Preview>> failed(List<Wanted> message, Throwable failure) {
            return Map.of();
        }

        @Override
        public Map<Wanted, Optional<Preview>> unanswered(List<Wanted> message) {
            return Map.of();
        }
    }

    /// Returns the requested previews for each message, in one order.
    private static List<List<Wanted>> byMessage(Collection<Wanted> wanted) {
        var messages = new LinkedHashMap<MessageId, List<Wanted>>();
        for (Wanted one : wanted) {
            messages.computeIfAbsent(one.message(), message -> new ArrayList<>())
                    .add(one);
        }
        return List.copyOf(messages.values());
    }

    private GetPreviewsResponse ask(GetPreviewsRequest request, Deadline deadline) {
        return PreviewServiceGrpc.newBlockingStub(channels.to("message"))
                .withDeadline(deadline)
                .getPreviews(request);
    }

    private Deadline deadline() {
        Deadline own = Context.current().getDeadline();
        long nanos = own == null
                ? patience.toNanos()
                : Math.min(patience.toNanos(), own.timeRemaining(TimeUnit.NANOSECONDS) / 2);
        return Deadline.after(nanos, TimeUnit.NANOSECONDS);
    }

    private static GetPreviewsRequest toRequest(List<List<Wanted>> messages) {
        var request = GetPreviewsRequest.newBuilder();
        for (List<Wanted> wishes : messages) {
            var query = PreviewQuery.newBuilder()
                    .setThreadId(wishes.getFirst().thread().value())
                    .setMessageId(wishes.getFirst().message().value());
            wishes.stream().map(one -> one.user().value()).distinct().forEach(query::addUserIds);
            request.addQueries(query);
        }
        return request.build();
    }

    /// Throws if the response cannot be understood.
    private static List<Map<Wanted, Optional<Preview>>> toPreviews(
            List<List<Wanted>> messages, GetPreviewsResponse response) {
        if (response.getResultsCount() != messages.size()) {
            throw new IllegalStateException("another number of results than of messages");
        }
        var previews = new ArrayList<Map<Wanted, Optional<Preview>>>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            PreviewResult result = response.getResults(i);
            Optional<Preview> preview =
                    result.hasPreview() ? Optional.of(toPreview(result.getPreview())) : Optional.empty();
            var found = HashMap.<Wanted, Optional<Preview>>newHashMap(
                    messages.get(i).size());
            for (Wanted one : messages.get(i)) {
                boolean denied =
                        result.getDeniedUserIdsList().contains(one.user().value());
                found.put(one, denied ? Optional.empty() : preview);
            }
            previews.add(found);
        }
        return previews;
    }

    private static Preview toPreview(MessagePreview preview) {
        var time = preview.getCreateTime();
        return new Preview(
                new MessageId(preview.getMessageId()),
                preview.getSenderId(),
                preview.getKindValue(),
                preview.getText(),
                preview.getFallbackText(),
                Instant.ofEpochSecond(time.getSeconds(), time.getNanos()),
                preview.getStateValue());
    }
}
