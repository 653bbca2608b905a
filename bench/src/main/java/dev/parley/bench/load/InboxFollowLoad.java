package dev.parley.bench.load;

import dev.parley.clientkit.call.Connections;
import dev.parley.clientkit.check.Bounded;
import dev.parley.clientkit.report.Tally;
import dev.parley.inbox.v1.FollowInboxesRequest;
import dev.parley.inbox.v1.FollowInboxesResponse;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.InboxServiceGrpc;
import dev.parley.inbox.v1.InboxSubscription;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/// A service that follows the inboxes of all users of a load over a few streams, and sends for them over one. Each
/// user has one thread.
public final class InboxFollowLoad implements SubscriptionLoad {

    private final List<ThreadPlan> threads;
    private final Tally tally;
    private final int users;
    private final List<StreamObserver<FollowInboxesRequest>> streams = new ArrayList<>();
    private final AtomicInteger caughtUp = new AtomicInteger();
    private final AtomicLongArray shown;
    private final AtomicLongArray intended;
    private final ServiceSends sends;
    private volatile boolean closed;

    /// Opens the streams, without subscriptions. All threads must have the same number of watchers.
    public InboxFollowLoad(
            Connections connections, int count, List<ThreadPlan> threads, TrafficPlan plan, Tally tally) {
        this.threads = threads;
        this.tally = tally;
        this.users = threads.getFirst().watchers().size();
        this.shown = new AtomicLongArray(users * threads.size());
        this.intended = new AtomicLongArray(threads.size());
        for (int i = 0; i < count; i++) {
            var stub = InboxServiceGrpc.newStub(connections.channel(i))
                    .withCallCredentials(connections.asService().getCredentials());
            streams.add(stub.followInboxes(new Reader()));
        }
        sends = new ServiceSends(connections, count, threads, plan, tally);
    }

    @Override
    public void follow(Duration most) {
        for (int i = 0; i < shown.length(); i++) {
            streams.get(i % streams.size())
                    .onNext(FollowInboxesRequest.newBuilder()
                            .setSubscribe(InboxSubscription.newBuilder()
                                    .setSubscriptionId(Integer.toString(i))
                                    .setActingUserId(
                                            threads.get(i / users).watchers().get(i % users))
                                    .setAfterRevision(0))
                            .build());
        }
        Bounded.require(most, "Not every inbox caught up", () -> caughtUp.get() >= shown.length());
    }

    /// A row is timed from the newest send to its thread.
    @Override
    public void send(int thread, long intendedNanos) {
        intended.set(thread, intendedNanos);
        sends.send(thread, intendedNanos);
    }

    @Override
    public List<String> settle(Duration most) {
        var found = new ArrayList<String>();
        sends.settle(most).ifPresent(found::add);
        Bounded.await(most, () -> behind() == 0);
        long behind = behind();
        if (behind > 0) {
            found.add(behind + " inboxes lack messages");
        }
        return found;
    }

    private long behind() {
        return IntStream.range(0, shown.length())
                .filter(i -> shown.get(i) < sends.head(i / users))
                .count();
    }

    @Override
    public void close() {
        closed = true;
        streams.forEach(stream -> stream.onError(Status.CANCELLED.asException()));
        sends.close();
    }

    private final class Reader implements StreamObserver<FollowInboxesResponse> {

        @Override
        public void onNext(FollowInboxesResponse element) {
            if (!element.hasFeed()) {
                return;
            }
            if (element.getFeed().hasItem()) {
                row(
                        Integer.parseInt(element.getSubscriptionId()),
                        element.getFeed().getItem().getRow());
            } else if (element.getFeed().hasCaughtUp()) {
                caughtUp.incrementAndGet();
            } else if (element.getFeed().hasClosing()) {
                tally.failed("a subscription ended: "
                        + element.getFeed().getClosing().getStatus().getMessage());
            }
        }

        /// A row may be sent again, for example once its preview is available.
        private void row(int subscription, InboxRow row) {
            long sequence = row.getAsOfSequence();
            long sent = intended.get(subscription / users);
            if (shown.getAndAccumulate(subscription, sequence, Math::max) < sequence && sent != 0) {
                tally.delivered();
                tally.received(System.nanoTime() - sent);
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
