package dev.parley.inbox;

import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.BatchGetMessagesResponse;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageServiceGrpc.MessageServiceImplBase;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// A message-service that knows the texts it was told, and can be down or hang.
final class FakeMessages extends MessageServiceImplBase {

    /// What was asked, and for whom.
    record Asked(String user, int names) {}

    private static final Metadata.Key<String> ON_BEHALF_OF =
            Metadata.Key.of("parley-on-behalf-of", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<String> USER = Context.key("acting-user");

    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile boolean down;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    /// The service with what it needs to see for whom it is asked.
    BindableService service() {
        return () -> ServerInterceptors.intercept(this, new UserInterceptor());
    }

    void know(String messageId, String text) {
        texts.put(messageId, text);
    }

    void setDown(boolean down) {
        this.down = down;
    }

    /// Lets no call through until the latch is released.
    CountDownLatch hold() {
        gate = new CountDownLatch(1);
        return gate;
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void batchGetMessages(BatchGetMessagesRequest request, StreamObserver<BatchGetMessagesResponse> response) {
        asked.add(new Asked(Objects.requireNonNullElse(USER.get(), ""), request.getNamesCount()));
        if (down) {
            response.onError(Status.UNAVAILABLE.asRuntimeException());
            return;
        }
        awaitGate();
        response.onNext(BatchGetMessagesResponse.newBuilder()
                .addAllMessages(found(request))
                .build());
        response.onCompleted();
    }

    private List<Message> found(BatchGetMessagesRequest request) {
        var found = new ArrayList<Message>();
        for (var name : request.getNamesList()) {
            String text = texts.get(name.getMessageId());
            if (text != null) {
                found.add(Message.newBuilder()
                        .setMessageId(name.getMessageId())
                        .setThreadId(name.getThreadId())
                        .setSenderId("usr_sender")
                        .setText(text)
                        .build());
            }
        }
        return found;
    }

    private void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class UserInterceptor implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            String user = Objects.requireNonNullElse(headers.get(ON_BEHALF_OF), "");
            return Contexts.interceptCall(Context.current().withValue(USER, user), call, headers, next);
        }
    }
}
