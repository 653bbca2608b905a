package dev.parley.platform.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.platform.share.FairPlaces.Bounds;
import dev.parley.platform.share.FairPlaces.Claim;
import dev.parley.platform.share.FairPlaces.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FairPlacesTest {

    private static final long LONG = Duration.ofSeconds(20).toNanos();
    private static final long SHORT = Duration.ofMillis(20).toNanos();

    private final FairPlaces places = new FairPlaces(new Bounds(4, 2, 6, 3));

    private static Claim of(String user, String key) {
        return new Claim(user, key);
    }

    private Future<Entry> waits(ExecutorService threads, Claim claim) {
        int before = places.waiting();
        Future<Entry> entry = threads.submit(() -> places.enter(claim, LONG));
        await().until(() -> places.waiting() == before + 1);
        return entry;
    }

    @Test
    void oneKeyHasOnePlaceAndOthersGoPast() throws Exception {
        var held = of("ann", "k");
        assertThat(places.enter(held, 0)).isEqualTo(Entry.ENTERED);
        assertThat(places.enter(of("bob", "k"), SHORT)).isEqualTo(Entry.LATE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var next = of("bob", "k");
            Future<Entry> first = waits(threads, next);
            Future<Entry> second = waits(threads, of("cat", "k"));
            assertThat(places.enter(of("dan", "other"), 0)).isEqualTo(Entry.ENTERED);
            places.leave(held);
            assertThat(first.get()).isEqualTo(Entry.ENTERED);
            assertThat(second.isDone()).isFalse();
            places.leave(next);
            assertThat(second.get()).isEqualTo(Entry.ENTERED);
        }
    }

    @Test
    void oneUserHasAPartOfThePlaces() {
        assertThat(places.enter(of("ann", "1"), 0)).isEqualTo(Entry.ENTERED);
        assertThat(places.enter(of("ann", "2"), 0)).isEqualTo(Entry.ENTERED);
        assertThat(places.enter(of("ann", "3"), SHORT)).isEqualTo(Entry.LATE);
        assertThat(places.enter(of("bob", "3"), 0)).isEqualTo(Entry.ENTERED);
        assertThat(places.enter(new Claim(null, null), 0)).isEqualTo(Entry.ENTERED);
        assertThat(places.enter(of("cat", "4"), SHORT)).isEqualTo(Entry.LATE);
        places.leave(new Claim(null, null));
        assertThat(places.enter(of("cat", "4"), 0)).isEqualTo(Entry.ENTERED);
    }

    @Test
    void oneUserOneKeyAndAllTogetherWaitInBoundedNumber() throws Exception {
        for (Claim claim : List.of(of("ann", "1"), of("ann", "2"))) {
            assertThat(places.enter(claim, 0)).isEqualTo(Entry.ENTERED);
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = new ArrayList<Future<Entry>>();
            for (int i = 0; i < 3; i++) {
                waiting.add(waits(threads, of("ann", "x" + i)));
            }
            assertThat(places.enter(of("ann", "y"), LONG)).isEqualTo(Entry.USER_FULL);
            for (int i = 0; i < 3; i++) {
                waiting.add(waits(threads, of("user" + i, "1")));
            }
            assertThat(places.enter(of("bob", "1"), LONG)).isEqualTo(Entry.FULL);
            assertThat(places.enter(of("bob", "2"), LONG)).isEqualTo(Entry.FULL);
            assertThat(places.enter(of("bob", "free"), 0)).isEqualTo(Entry.ENTERED);
            places.leave(of("bob", "free"));
            threads.shutdownNow();
            for (Future<Entry> one : waiting) {
                assertThat(one.get()).isEqualTo(Entry.LATE);
            }
        }
        assertThat(places.waiting()).isZero();
    }

    /// Random work of few users on few keys; each place that is given is given back.
    @Test
    void boundsHoldUnderRaces() throws Exception {
        long seed = ThreadLocalRandom.current().nextLong();
        var inside = new HashMap<String, Integer>();
        var work = new ArrayList<Callable<Boolean>>();
        var random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            var claim = of("user" + random.nextInt(4), "key" + random.nextInt(6));
            long patience = random.nextInt(3) * Duration.ofMillis(1).toNanos();
            work.add(() -> runs(claim, patience, inside));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> one : threads.invokeAll(work)) {
                assertThat(one.get()).as("seed %d", seed).isTrue();
            }
        }
        assertThat(inside.values()).as("seed %d", seed).containsOnly(0);
        oneUserHasAPartOfThePlaces();
    }

    private boolean runs(Claim claim, long patience, Map<String, Integer> inside) {
        if (places.enter(claim, patience) != Entry.ENTERED) {
            return true;
        }
        boolean held = change(claim, inside, 1);
        Thread.yield();
        change(claim, inside, -1);
        places.leave(claim);
        return held;
    }

    private static boolean change(Claim claim, Map<String, Integer> inside, int by) {
        synchronized (inside) {
            return inside.merge("all", by, Integer::sum) <= 4
                    & inside.merge(String.valueOf(claim.user()), by, Integer::sum) <= 2
                    & inside.merge(String.valueOf(claim.key()), by, Integer::sum) <= 1;
        }
    }
}
