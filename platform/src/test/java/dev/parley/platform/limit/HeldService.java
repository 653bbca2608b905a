package dev.parley.platform.limit;

import dev.parley.message.v1.MessageServiceGrpc.MessageServiceImplBase;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.wire.Unary;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Keeps its streams open until the test ends them. Unary calls end as their texts say.
@Singleton
@Requires(property = HeldService.ENABLED)
final class HeldService extends MessageServiceImplBase {

    static final String ENABLED = "parley.test.held";

    /// The beginning of a text that asks for a response of so many bytes.
    static final String LARGE = "large ";

    final Queue<StreamObserver<WatchThreadResponse>> watching = new ConcurrentLinkedQueue<>();

    @Override
    public void watchThread(WatchThreadRequest request, StreamObserver<WatchThreadResponse> response) {
        ((ServerCallStreamObserver<WatchThreadResponse>) response).setOnCancelHandler(() -> {});
        response.onNext(WatchThreadResponse.getDefaultInstance());
        watching.add(response);
    }

    @Override
    public StreamObserver<SendMessagesRequest> sendMessages(StreamObserver<SendMessagesResponse> response) {
        return new StreamObserver<>() {
            @Override
            public void onNext(SendMessagesRequest request) {
                response.onNext(SendMessagesResponse.getDefaultInstance());
            }

            @Override
            public void onError(Throwable cancelled) {}

            @Override
            public void onCompleted() {
                response.onCompleted();
            }
        };
    }

    @Override
    public void sendMessage(SendMessageRequest request, StreamObserver<SendMessageResponse> response) {
        Unary.reply(response, () -> end(request.getText()));
    }

    private static SendMessageResponse end(String how) {
        if (how.startsWith(LARGE)) {
            String text = "x".repeat(Integer.parseInt(how.substring(LARGE.length())));
            return SendMessageResponse.newBuilder().setConsistencyToken(text).build();
        }
        switch (how) {
            case "problem" -> throw new StoreUnavailable(Duration.ofSeconds(1)).exception();
            case "fault" -> throw new IllegalStateException("A fault of the test");
            case "slow" -> rest();
            default -> {}
        }
        return SendMessageResponse.getDefaultInstance();
    }

    private static void rest() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
