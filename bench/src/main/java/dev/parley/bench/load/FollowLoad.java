package dev.parley.bench.load;

import dev.parley.clientkit.call.Connections;
import dev.parley.clientkit.check.Bounded;
import dev.parley.clientkit.check.OrderCheck;
import dev.parley.clientkit.report.Tally;
import dev.parley.message.v1.FollowThreadsRequest;
import dev.parley.message.v1.FollowThreadsResponse;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.ThreadItem;
import dev.parley.message.v1.ThreadSubscription;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A service that follows all threads of a load for each of their users over a few streams, and sends for them over
/// one.
public final class FollowLoad implements SubscriptionLoad {

    private final List<ThreadPlan> threads;
    private final Tally tally;
    private final int users;
    private final List<OrderCheck> orders = new ArrayList<>();
    private final List<StreamObserver<FollowThreadsRequest>> streams = new ArrayList<>();
    private final AtomicInteger caughtUp = new AtomicInteger();
    private final ServiceSends sends;
    private volatile boolean closed;

    /// Opens the streams, without subscriptions. All threads must have the same number of watchers.
    public FollowLoad(Connections connections, int count, List<ThreadPlan> threads, TrafficPlan plan, Tally tally) {
        this.threads = threads;
        this.tally = tally;
        this.users = threads.getFirst().watchers().size();
        for (int i = 0; i < users * threads.size(); i++) {
            orders.add(new OrderCheck(0));
        }
        for (int i = 0; i < count; i++) {
            var stub = MessageServiceGrpc.newStub(connections.channel(i))
                    .withCallCredentials(connections.asService().getCredentials());
            streams.add(stub.followThreads(new Reader()));
        }
        sends = new ServiceSends(connections, count, threads, plan, tally);
    }

    @Override
    public void follow(Duration most) {
        for (int i = 0; i < orders.size(); i++) {
            ThreadPlan thread = threads.get(i / users);
            streams.get(i % streams.size())
                    .onNext(FollowThreadsRequest.newBuilder()
                            .setSubscribe(ThreadSubscription.newBuilder()
                                    .setSubscriptionId(Integer.toString(i))
                                    .setActingUserId(thread.watchers().get(i % users))
                                    .setThreadId(thread.threadId())
                                    .setAfterSequence(0))
                            .build());
        }
        Bounded.require(most, "Not every subscription caught up", () -> caughtUp.get() >= orders.size());
    }

    @Override
    public void send(int thread, long intendedNanos) {
        sends.send(thread, intendedNanos);
    }

    @Override
    public List<String> settle(Duration most) {
        var found = new ArrayList<String>();
        sends.settle(most).ifPresent(found::add);
        Bounded.await(most, this::isComplete);
        long incomplete = 0;
        long disordered = 0;
        for (int i = 0; i < orders.size(); i++) {
            OrderCheck order = orders.get(i);
            incomplete += order.last() == sends.head(i / users) ? 0 : 1;
            disordered += order.gaps() > 0 || order.repeats() > 0 ? 1 : 0;
        }
        if (incomplete > 0 || disordered > 0) {
            found.add(incomplete + " subscriptions lack messages, and " + disordered + " have gaps or repeats");
        }
        return found;
    }

    private boolean isComplete() {
        for (int i = 0; i < orders.size(); i++) {
            if (orders.get(i).last() < sends.head(i / users)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        closed = true;
        streams.forEach(stream -> stream.onError(Status.CANCELLED.asException()));
        sends.close();
    }

    private final class Reader implements StreamObserver<FollowThreadsResponse> {

        @Override
        public void onNext(FollowThreadsResponse element) {
            if (!element.hasFeed()) {
                return;
            }
            if (element.getFeed().hasItem()) {
                ThreadItem item = element.getFeed().getItem();
                orders.get(Integer.parseInt(element.getSubscriptionId())).accept(item.getSequence());
                tally.delivered();
                String text = item.getMessage().getText();
                tally.received(System.nanoTime() - Long.parseLong(text.substring(0, text.indexOf(' '))));
            } else if (element.getFeed().hasCaughtUp()) {
                caughtUp.incrementAndGet();
            } else if (element.getFeed().hasClosing()) {
                tally.failed("a subscription ended: "
                        + element.getFeed().getClosing().getStatus().getMessage());
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (!closed) {
                tally.failed("a stream ended", Status.fromThrowable(failure));
            }
        }

        @Override
        public void onCompleted() {}
    }
}
