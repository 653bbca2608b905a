package dev.parley.clientkit.send;

import dev.parley.clientkit.call.User;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// One send stream with a limit on the sends in flight. The outcome of a send that got no result before the
/// stream broke is unknown.
public final class SendLine implements StreamObserver<SendMessagesResponse> {

    private static final long PATIENCE_SECONDS = 60;

    private final User user;
    private final History history;
    private final Semaphore room;
    private final Map<String, Sending> inFlight = new ConcurrentHashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final StreamObserver<SendMessagesRequest> requests;
    private final int window;
    private volatile boolean refused;
    private volatile boolean ended;

    /// Opens the stream.
    @SuppressWarnings("this-escape")
    public SendLine(User user, History history, int window) {
        this.user = user;
        this.history = history;
        this.window = window;
        this.room = new Semaphore(window);
        this.requests = MessageServiceGrpc.newStub(user.channel()).sendMessages(this);
    }

    /// Sends one more message, as soon as there is room for it. Returns false once the stream is broken or a
    /// send has failed.
    public boolean send(SendMessageRequest request) {
        take(1);
        if (ended || refused) {
            room.release();
            return false;
        }
        Sending sending = history.begin(user.userId(), request);
        inFlight.put(key(request.getThreadId(), request.getRequestId()), sending);
        try {
            requests.onNext(SendMessagesRequest.newBuilder().setSend(request).build());
        } catch (IllegalStateException cancelled) {
            room.release();
            return false;
        }
        if (ended) {
            settleAll();
        }
        return true;
    }

    /// Waits until all sends have a result, and ends the stream.
    public void finish() {
        take(window);
        requests.onCompleted();
        awaitOver();
    }

    /// Waits for the end of the stream.
    public void awaitOver() {
        bounded("its end", () -> over.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Override
    public void onNext(SendMessagesResponse response) {
        Sending sending = inFlight.remove(key(response.getThreadId(), response.getRequestId()));
        if (sending == null) {
            throw new IllegalStateException("A result that belongs to no send: " + response);
        }
        if (response.hasSent()) {
            sending.acked(response.getSent());
        } else {
            sending.failed(StatusProto.toStatusRuntimeException(response.getError()));
            refused = true;
        }
        room.release();
    }

    @Override
    public void onError(Throwable failure) {
        end();
    }

    @Override
    public void onCompleted() {
        end();
    }

    private void end() {
        ended = true;
        settleAll();
        room.release(window);
        over.countDown();
    }

    private void settleAll() {
        inFlight.keySet().forEach(key -> {
            Sending sending = inFlight.remove(key);
            if (sending != null) {
                sending.lost();
            }
        });
    }

    private void take(int permits) {
        bounded("more results", () -> room.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    private interface Wait {
        boolean succeeds() throws InterruptedException;
    }

    private void bounded(String what, Wait wait) {
        try {
            if (!wait.succeeds()) {
                throw new IllegalStateException(
                        "A send stream did not reach " + what + "; in flight: " + inFlight.size());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting", interrupted);
        }
    }

    private static String key(String thread, String requestId) {
        return thread + "/" + requestId;
    }
}
