package dev.parley.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.check.Bounded;
import dev.parley.clientkit.process.HeapProbe;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import dev.parley.feed.v1.CaughtUp;
import dev.parley.message.v1.FollowThreadsRequest;
import dev.parley.message.v1.FollowThreadsResponse;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.ThreadSubscription;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/// What open feeds cost the server.
@Isolated("Measures the memory of the shared server.")
@Tag("full")
@ExtendWith(SharedServer.class)
final class OpenFeedsTest {

    /// 4,000 threads make 20,000 feeds, which take minutes: `-Dparley.open-feeds.threads=4000`.
    private static final int THREADS = Integer.getInteger("parley.open-feeds.threads", 1_000);
    private static final int OTHERS = 4;

    /// One user may have 500 streams.
    private static final int THREADS_OF_OWNER = 250;

    private static final int FEEDS = THREADS * (1 + OTHERS);
    private static final long MOST_BYTES_OF_FEED = 8 * 1024;
    private static final long MOST_BYTES_OF_SUBSCRIPTION = 2 * 1024;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// A thread and one of its participants.
    private record Place(String thread, User user) {}

    @Test
    void openFeedsAreCheapAndSubscriptionsCheaper(ParleyServer server) {
        List<Place> places = places(server);
        ManagedChannel connection = server.connect();
        ManagedChannel other = server.connect();
        try (var heap = HeapProbe.of(server.process())) {
            long before = heap.bytes();
            var feeds = new Reader<WatchThreadResponse>(
                    element -> element.hasCaughtUp() ? Optional.of(element.getCaughtUp()) : Optional.empty());
            for (int i = 0; i < places.size(); i++) {
                Place place = places.get(i);
                User user = server.as(place.user().userId(), i % 2 == 0 ? connection : other);
                MessageServiceGrpc.newStub(user.channel())
                        .watchThread(
                                WatchThreadRequest.newBuilder()
                                        .setThreadId(place.thread())
                                        .build(),
                                feeds);
            }
            feeds.awaitAll();
            long each = (heap.bytes() - before) / FEEDS;
            assertThat(each).as("bytes for a feed").isLessThanOrEqualTo(MOST_BYTES_OF_FEED);

            var subscriptions = new Reader<FollowThreadsResponse>(
                    element -> element.getFeed().hasCaughtUp()
                            ? Optional.of(element.getFeed().getCaughtUp())
                            : Optional.empty());
            long between = heap.bytes();
            follow(server, places, subscriptions);
            subscriptions.awaitAll();
            long more = (heap.bytes() - between) / FEEDS;
            assertThat(more).as("bytes for a subscription").isLessThanOrEqualTo(MOST_BYTES_OF_SUBSCRIPTION);
        } finally {
            connection.shutdownNow();
            other.shutdownNow();
        }
    }

    private static void follow(ParleyServer server, List<Place> places, StreamObserver<FollowThreadsResponse> reader) {
        String token = server.tokens().service("bff", "act-as-user");
        var commands = MessageServiceGrpc.newStub(server.with(token)).followThreads(reader);
        for (int i = 0; i < places.size(); i++) {
            commands.onNext(FollowThreadsRequest.newBuilder()
                    .setSubscribe(ThreadSubscription.newBuilder()
                            .setSubscriptionId(Integer.toString(i))
                            .setActingUserId(places.get(i).user().userId())
                            .setThreadId(places.get(i).thread()))
                    .build());
        }
    }

    private static List<Place> places(ParleyServer server) {
        List<User> owners = IntStream.range(0, THREADS / THREADS_OF_OWNER)
                .mapToObj(i -> server.as(User.newId("owner")))
                .toList();
        return IntStream.range(0, THREADS)
                .parallel()
                .boxed()
                .flatMap(i -> {
                    var users = new ArrayList<User>();
                    User owner = owners.get(i / THREADS_OF_OWNER);
                    users.add(owner);
                    for (int j = 0; j < OTHERS; j++) {
                        users.add(server.as(User.newId("reader")));
                    }
                    String thread =
                            owner.group(users.stream().skip(1).map(User::userId).toArray(String[]::new));
                    return users.stream().map(user -> new Place(thread, user));
                })
                .toList();
    }

    /// Counts the feeds that have caught up.
    private static final class Reader<R> implements StreamObserver<R> {

        private final Function<R, Optional<CaughtUp>> caughtUp;
        private final AtomicInteger count = new AtomicInteger();
        private final Map<String, Integer> ends = new ConcurrentHashMap<>();

        Reader(Function<R, Optional<CaughtUp>> caughtUp) {
            this.caughtUp = caughtUp;
        }

        void awaitAll() {
            try {
                Bounded.require(PATIENCE, "Not every feed caught up", () -> count.get() >= FEEDS);
            } catch (IllegalStateException late) {
                throw new AssertionError(count.get() + " feeds caught up; ended: " + ends, late);
            }
        }

        @Override
        public void onNext(R element) {
            caughtUp.apply(element).ifPresent(one -> count.incrementAndGet());
        }

        @Override
        public void onError(Throwable end) {
            ends.merge(String.valueOf(end), 1, Integer::sum);
        }

        @Override
        public void onCompleted() {}
    }
}
