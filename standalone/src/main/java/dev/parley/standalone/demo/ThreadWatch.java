package dev.parley.standalone.demo;

import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageServiceGrpc.MessageServiceStub;
import dev.parley.message.v1.ThreadItem;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One side's feed of a thread from its beginning, with the moment of each arrival.
final class ThreadWatch implements ClientResponseObserver<WatchThreadRequest, WatchThreadResponse>, AutoCloseable {

    private record Arrival(Message message, long nanos) {}

    private final List<Arrival> arrivals = new ArrayList<>();
    private @Nullable ClientCallStreamObserver<WatchThreadRequest> call;
    private boolean caughtUp;
    private String over = "";

    private ThreadWatch() {}

    static ThreadWatch open(MessageServiceStub messages, String threadId) {
        var watch = new ThreadWatch();
        var request = WatchThreadRequest.newBuilder()
                .setThreadId(threadId)
                .setAfterSequence(0)
                .build();
        messages.watchThread(request, watch);
        return watch;
    }

    /// Waits until the feed is live.
    synchronized void awaitLive(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!caughtUp) {
            await(deadline, "did not catch up");
        }
    }

    /// Waits until a sequence has arrived; gives the moment of its arrival, in [System#nanoTime].
    synchronized long awaitArrival(long sequence, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (arrivals.size() < sequence) {
            await(deadline, "did not bring sequence " + sequence);
        }
        return arrivals.get((int) sequence - 1).nanos();
    }

    /// What has arrived so far, in the order of its arrival.
    synchronized List<Message> messages() {
        return arrivals.stream().map(Arrival::message).toList();
    }

    @Override
    public synchronized void beforeStart(ClientCallStreamObserver<WatchThreadRequest> stream) {
        call = stream;
    }

    @Override
    public synchronized void onNext(WatchThreadResponse element) {
        if (element.hasItem() && element.getItem().getContentCase() == ThreadItem.ContentCase.MESSAGE) {
            arrivals.add(new Arrival(element.getItem().getMessage(), System.nanoTime()));
        }
        caughtUp |= element.hasCaughtUp();
        notifyAll();
    }

    @Override
    public synchronized void onError(Throwable failure) {
        over = String.valueOf(failure.getMessage());
        notifyAll();
    }

    @Override
    public synchronized void onCompleted() {
        over = "it was closed";
        notifyAll();
    }

    @Override
    public void close() {
        ClientCallStreamObserver<WatchThreadRequest> open;
        synchronized (this) {
            open = call;
        }
        if (open != null) {
            open.cancel("seen enough", null);
        }
    }

    private void await(long deadline, String what) throws InterruptedException {
        if (!over.isEmpty()) {
            throw new IllegalStateException("A feed ended: " + over);
        }
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
            throw new IllegalStateException("A feed " + what + " in time");
        }
        wait(left);
    }
}
