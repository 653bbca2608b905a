package dev.parley.platform.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.id.UserId;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.problem.PlatformProblem.RateLimited;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import io.grpc.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ReadShareTest {

    private final ReadShare share = new ReadShare(4);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();

    private int hang() {
        return share.within(() -> {
            inside.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return inside.decrementAndGet();
        });
    }

    private static Duration refusedAfter(ThrowingCallable work) {
        long begin = System.nanoTime();
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown -> assertThat(thrown.problem()).isInstanceOf(StoreUnavailable.class));
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Test
    void halfOfThePoolIsUsedAndTheRestOfTheWorkWaitsForABoundedTime() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var timer = Executors.newSingleThreadScheduledExecutor()) {
            Future<?> first = threads.submit(this::hang);
            Future<?> second = threads.submit(this::hang);
            await().until(() -> inside.get() == 2);

            assertThat(refusedAfter(this::hang)).isBetween(Duration.ofMillis(1900), Duration.ofSeconds(5));
            try (var soon = Context.current().withDeadlineAfter(200, TimeUnit.MILLISECONDS, timer)) {
                assertThat(refusedAfter(() -> soon.call(this::hang))).isLessThan(Duration.ofMillis(1900));
            }
            assertThat(share.refused()).isEqualTo(2);

            gate.countDown();
            first.get();
            second.get();
            assertThat(hang()).isZero();
        }
    }

    @Test
    void workIsRefusedAtOnceWhenMuchWaits() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < 1_200; i++) {
                all.add(threads.submit(this::hang));
            }
            await().until(() -> share.refused() > 0);
            assertThat(refusedAfter(this::hang)).isLessThan(Duration.ofMillis(1900));
            gate.countDown();
            int refused = 0;
            for (Future<?> one : all) {
                refused += failed(one) ? 1 : 0;
            }
            assertThat(refused).isBetween(100, 1_198);
        }
    }

    @Test
    void oneUserWithManySlowReadsLeavesRoomForOthers() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < 300; i++) {
                all.add(threads.submit(() -> as("usr_ann", this::hang)));
            }
            await().until(() -> share.refused() >= 300 - 1 - 100);
            assertThat(inside.get()).isEqualTo(1);
            assertThatThrownBy(() -> as("usr_ann", this::hang))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            thrown -> assertThat(thrown.problem()).isInstanceOf(RateLimited.class));
            assertThat(as("usr_bob", () -> share.within(() -> "read"))).isEqualTo("read");
            gate.countDown();
            int refused = 0;
            for (Future<?> one : all) {
                refused += failed(one) ? 1 : 0;
            }
            assertThat(refused).isBetween(199, 299);
        }
    }

    private static <T> T as(String user, Callable<T> work) throws Exception {
        var caller = new Caller(Optional.of(new UserId(user)), Optional.empty(), Set.of(), Set.of(), Instant.MAX);
        return caller.into(Context.current()).call(work);
    }

    private static boolean failed(Future<?> work) throws Exception {
        try {
            work.get();
            return false;
        } catch (java.util.concurrent.ExecutionException refused) {
            return true;
        }
    }
}
