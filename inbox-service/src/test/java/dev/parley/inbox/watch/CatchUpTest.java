package dev.parley.inbox.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import dev.parley.platform.background.Background;
import dev.parley.platform.consistency.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CatchUpTest {

    private static final UserId ANN = new UserId("usr_ann");
    private static final Position ONE = Position.head(new ThreadId("thr_a"), 1);
    private static final Position TWO = Position.head(new ThreadId("thr_a"), 2);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Background background = new Background();
    private final Store store = new Store();
    private final WaitingReaders waiting = new WaitingReaders(4, 3, 3);

    /// A store that says which positions are reached, and counts its queries.
    private static final class Store implements InboxProgress {

        final Set<Position> reached = ConcurrentHashMap.newKeySet();
        final AtomicInteger asked = new AtomicInteger();

        @Override
        public Set<Sought> reached(Collection<Sought> sought) {
            asked.incrementAndGet();
            return Set.copyOf(sought.stream()
                    .filter(one -> reached.contains(one.position()))
                    .toList());
        }

        @Override
        public Set<Sought> reachedForCall(Collection<Sought> sought) {
            return reached(sought);
        }

        @Override
        public List<Advance> revisions(Collection<UserId> users) {
            return List.of();
        }

        @Override
        public long compacted(UserId user) {
            return 0;
        }
    }

    @AfterEach
    void stop() {
        background.close();
    }

    @Test
    void reachedPositionsAndThoseOfOtherUsersNeedNoWait() {
        var catchUp = catchUp(LONG, LONG);
        store.reached.add(ONE);
        assertThat(catchUp.await(ANN, List.of())).isEmpty();
        assertThat(catchUp.await(ANN, List.of(Position.cursor(new ThreadId("thr_a"), new UserId("usr_ben"), 9))))
                .isEmpty();
        assertThat(store.asked).hasValue(0);
        assertThat(catchUp.await(ANN, List.of(ONE))).isEmpty();
        assertThat(store.asked).hasValue(1);
    }

    @Test
    void readerWakesByAMergeOfThisProcess() throws Exception {
        var catchUp = catchUp(LONG, LONG);
        var read = await(catchUp, ANN, ONE);
        store.reached.add(ONE);
        catchUp.merged(List.of(new Advance(new UserId("usr_ben"), 3)));
        catchUp.merged(List.of(new Advance(ANN, 0)));
        assertThat(read.get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(waiting.count()).isZero();
    }

    @Test
    void oneQueryAtATimeServesAllWaitingReaders() throws Exception {
        var catchUp = catchUp(LONG, Duration.ofMillis(50));
        var reads = new ArrayList<CompletableFuture<Optional<Position>>>();
        for (int i = 0; i < 4; i++) {
            reads.add(await(catchUp, new UserId("usr_" + i), ONE));
        }
        int before = store.asked.get();
        Awaitility.await().until(() -> store.asked.get() >= before + 3);
        store.reached.add(ONE);
        for (var read : reads) {
            assertThat(read.get(10, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void readerThatTimesOutGetsAMissingPosition() {
        var catchUp = catchUp(Duration.ofMillis(50), Duration.ofMillis(10));
        store.reached.add(ONE);
        assertThat(catchUp.await(ANN, List.of(ONE, TWO))).contains(TWO);
        assertThat(waiting.count()).isZero();
    }

    @Test
    void readersBeyondTheBoundDoNotWait() throws Exception {
        var catchUp = catchUp(LONG, LONG);
        var reads = new ArrayList<CompletableFuture<Optional<Position>>>();
        for (int i = 0; i < 3; i++) {
            reads.add(await(catchUp, ANN, ONE));
        }
        assertThat(catchUp.await(ANN, List.of(ONE))).contains(ONE);
        assertThat(catchUp.await(new UserId("usr_ben"), List.of(ONE, TWO))).isPresent();
        reads.add(await(catchUp, new UserId("usr_ben"), ONE));
        store.reached.add(ONE);
        catchUp.merged(List.of(new Advance(ANN, 0), new Advance(new UserId("usr_ben"), 0)));
        for (var read : reads) {
            assertThat(read.get(10, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void positionsOfOneUserAreBounded() throws Exception {
        var catchUp = catchUp(LONG, LONG);
        var four = new ArrayList<Position>();
        for (int i = 1; i <= 4; i++) {
            four.add(Position.head(new ThreadId("thr_" + i), 1));
        }
        assertThat(catchUp.await(ANN, four)).isPresent();
        var read = await(catchUp, new UserId("usr_ben"), ONE);
        store.reached.add(ONE);
        catchUp.merged(List.of(new Advance(new UserId("usr_ben"), 0)));
        assertThat(read.get(10, TimeUnit.SECONDS)).isEmpty();
    }

    private CatchUp catchUp(Duration patience, Duration interval) {
        var catchUp = new CatchUp(store, waiting, background, patience, interval);
        catchUp.start();
        return catchUp;
    }

    /// Begins to wait, and returns once it has queried the store and waits.
    private CompletableFuture<Optional<Position>> await(CatchUp catchUp, UserId user, Position position) {
        int before = waiting.positions();
        var read = CompletableFuture.supplyAsync(
                () -> catchUp.await(user, List.of(position)), Executors.newVirtualThreadPerTaskExecutor());
        Awaitility.await().until(() -> waiting.positions() > before);
        return read;
    }
}
