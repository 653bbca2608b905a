package dev.parley.inbox;

import dev.parley.message.internal.v1.GetPreviewsRequest;
import dev.parley.message.internal.v1.GetPreviewsResponse;
import dev.parley.message.internal.v1.MessagePreview;
import dev.parley.message.internal.v1.PreviewQuery;
import dev.parley.message.internal.v1.PreviewResult;
import dev.parley.message.internal.v1.PreviewServiceGrpc.PreviewServiceImplBase;
import dev.parley.message.v1.MessageKind;
import dev.parley.message.v1.MessageState;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// A message-service that knows the previews that a test gives it, and can be down or hang.
final class FakeMessages extends PreviewServiceImplBase {

    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final Map<String, Status> poisoned = new ConcurrentHashMap<>();
    private final Set<String> denied = ConcurrentHashMap.newKeySet();
    private final List<GetPreviewsRequest> asked = new CopyOnWriteArrayList<>();
    private volatile boolean down;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    void know(String messageId, String text) {
        texts.put(messageId, text);
    }

    /// Hides everything from a user.
    void deny(String user) {
        denied.add(user);
    }

    /// Fails every call that asks for a message.
    void poison(String messageId, Status status) {
        poisoned.put(messageId, status);
    }

    void setDown(boolean down) {
        this.down = down;
    }

    /// Lets no call through until the latch is released.
    CountDownLatch hold() {
        gate = new CountDownLatch(1);
        return gate;
    }

    /// Returns the calls that named a message.
    List<GetPreviewsRequest> asked(String messageId) {
        return asked.stream()
                .filter(request -> request.getQueriesList().stream()
                        .anyMatch(query -> query.getMessageId().equals(messageId)))
                .toList();
    }

    @Override
    public void getPreviews(GetPreviewsRequest request, StreamObserver<GetPreviewsResponse> response) {
        asked.add(request);
        awaitGate();
        var poison = request.getQueriesList().stream()
                .map(query -> poisoned.get(query.getMessageId()))
                .filter(Objects::nonNull)
                .findFirst();
        if (poison.isPresent()) {
            response.onError(poison.get().asRuntimeException());
            return;
        }
        if (down) {
            response.onError(Status.UNAVAILABLE.asRuntimeException());
            return;
        }
        response.onNext(GetPreviewsResponse.newBuilder()
                .addAllResults(
                        request.getQueriesList().stream().map(this::result).toList())
                .build());
        response.onCompleted();
    }

    private PreviewResult result(PreviewQuery query) {
        var result = PreviewResult.newBuilder();
        String text = texts.get(query.getMessageId());
        if (text != null) {
            result.setPreview(MessagePreview.newBuilder()
                    .setMessageId(query.getMessageId())
                    .setSenderId("usr_sender")
                    .setKind(MessageKind.MESSAGE_KIND_TEXT)
                    .setText(text)
                    .setFallbackText("Fallback: " + text)
                    .setCreateTime(WireUpdates.second(1))
                    .setState(text.isEmpty() ? MessageState.MESSAGE_STATE_DELETED : MessageState.MESSAGE_STATE_ACTIVE));
        }
        query.getUserIdsList().stream().filter(denied::contains).forEach(result::addDeniedUserIds);
        return result.build();
    }

    private void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
