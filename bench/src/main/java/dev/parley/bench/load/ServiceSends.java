package dev.parley.bench.load;

import dev.parley.clientkit.call.Connections;
import dev.parley.clientkit.check.Bounded;
import dev.parley.clientkit.report.Tally;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// A service that sends to many threads for their first users, over one stream. Each text begins with its intended
/// start.
final class ServiceSends implements AutoCloseable {

    /// How many sends are in flight at most.
    private static final int WINDOW = 512;

    private final List<ThreadPlan> threads;
    private final Tally tally;
    private final String salt;
    private final String padding;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLongArray heads;
    private final Semaphore room = new Semaphore(WINDOW);
    private final StreamObserver<SendMessagesRequest> sends;
    private volatile boolean closed;

    ServiceSends(Connections connections, int channel, List<ThreadPlan> threads, TrafficPlan plan, Tally tally) {
        this.threads = threads;
        this.tally = tally;
        this.salt = plan.salt();
        this.padding = " ".repeat(plan.textBytes());
        this.heads = new AtomicLongArray(threads.size());
        sends = MessageServiceGrpc.newStub(connections.channel(channel))
                .withCallCredentials(connections.asService().getCredentials())
                .sendMessages(new Acks());
    }

    /// Returns the newest acknowledged sequence of a thread, by index.
    long head(int thread) {
        return heads.get(thread);
    }

    /// Sends a message to a thread, by index. Waits while too many are in flight.
    void send(int thread, long intendedNanos) {
        room.acquireUninterruptibly();
        ThreadPlan to = threads.get(thread);
        var send = SendMessagesRequest.newBuilder()
                .setActingUserId(to.senders().get(0))
                .setSend(SendMessageRequest.newBuilder()
                        .setThreadId(to.threadId())
                        .setRequestId(salt + "-" + numbers.incrementAndGet() + "." + thread)
                        .setText(intendedNanos
                                + padding.substring(Long.toString(intendedNanos).length() + 1) + "."))
                .build();
        synchronized (sends) {
            sends.onNext(send);
        }
    }

    /// Waits until each send is acknowledged. Returns the violation if one is not.
    Optional<String> settle(Duration most) {
        Bounded.await(most, () -> room.availablePermits() == WINDOW);
        int open = WINDOW - room.availablePermits();
        return open == 0 ? Optional.empty() : Optional.of(open + " messages were not acknowledged");
    }

    @Override
    public void close() {
        closed = true;
        sends.onCompleted();
    }

    private final class Acks implements StreamObserver<SendMessagesResponse> {

        @Override
        public void onNext(SendMessagesResponse result) {
            room.release();
            if (result.hasError()) {
                tally.failed("a send failed: " + result.getError().getMessage());
                return;
            }
            tally.completed();
            String request = result.getRequestId();
            int thread = Integer.parseInt(request.substring(request.indexOf('.') + 1));
            heads.accumulateAndGet(thread, result.getSent().getMessage().getSequence(), Math::max);
        }

        @Override
        public void onError(Throwable failure) {
            if (!closed) {
                tally.failed("the send stream ended", Status.fromThrowable(failure));
            }
        }

        @Override
        public void onCompleted() {}
    }
}
