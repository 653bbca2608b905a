package dev.parley.e2e.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.process.ScratchFolder;
import dev.parley.clientkit.send.History;
import dev.parley.clientkit.send.Sending;
import dev.parley.clientkit.send.Sending.Fate;
import dev.parley.e2e.check.LogCheck;
import dev.parley.e2e.process.Fleet;
import dev.parley.e2e.process.Fleet.Replica;
import io.grpc.ClientInterceptors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A steady stream of sends while the process of safety-service stops and says nothing.
@Tag("full")
@ResourceLock(Fleet.LOCK)
final class SafetyPausedTest {

    private static final int THREADS = 20;
    private static final int CALLERS = Integer.getInteger("parley.callers", 200);
    private static final int RATE = Integer.getInteger("parley.rate", 200);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("parley.seconds", 8));
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration AFTERWARDS = Duration.ofSeconds(6);

    @Test
    void establishedThreadsGoOnAndNothingIsAppendedAfterItsDeadline() throws Exception {
        try (var folder = ScratchFolder.create();
                var fleet = new Fleet(folder).start();
                var timer = Executors.newScheduledThreadPool(2);
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            User alice = fleet.as(User.newId("alice"));
            List<String> threads = IntStream.range(0, THREADS)
                    .mapToObj(_ -> alice.direct(User.newId("bob")))
                    .toList();
            var sender = new Sender(fleet.as(alice.userId()), threads, timer, callers);
            threads.forEach(
                    thread -> sender.history().send(alice, User.draft(thread, "request-before", "Before " + thread)));
            sender.run();
            int usual = sender.run();

            var safety = fleet.process(new Replica("safety", 0)).process();
            safety.pause();
            int without = sender.run();
            sender.awaitEnd();
            long stored = stored(alice, threads);
            await().pollDelay(AFTERWARDS).until(() -> true);
            assertThat(stored(alice, threads))
                    .as("stored after the last deadline")
                    .isEqualTo(stored);
            safety.resume();
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> stored(alice, threads) == stored);
            System.out.printf(
                    "%nOf %d sends: %d acked with safety, %d without%n", RATE * TIME.toSeconds(), usual, without);
            assertThat(without).isGreaterThanOrEqualTo(usual / 2);
            for (String thread : threads) {
                LogCheck.check(thread, alice.history(thread), sender.history());
            }
        }
    }

    /// As many callers as keep the process busy, each with one send at a time.
    @Test
    void establishedThreadsKeepHalfOfTheirRateAtSaturation() throws Exception {
        try (var folder = ScratchFolder.create();
                var fleet = new Fleet(folder).start()) {
            User alice = fleet.as(User.newId("alice"));
            List<String> threads = IntStream.range(0, THREADS)
                    .mapToObj(_ -> alice.direct(User.newId("bob")))
                    .toList();
            var history = new History();
            threads.forEach(thread -> history.send(alice, User.draft(thread, "request-before", "Before " + thread)));
            saturate(alice, threads, history, "warm");
            int usual = saturate(alice, threads, history, "usual");
            var safety = fleet.process(new Replica("safety", 0)).process();
            safety.pause();
            int without = saturate(alice, threads, history, "without");
            safety.resume();
            int again = saturate(alice, threads, history, "again");
            System.out.printf(
                    "%n%d callers, acked a second: %d with safety, %d without (%d %%), %d afterwards%n",
                    CALLERS,
                    usual / TIME.toSeconds(),
                    without / TIME.toSeconds(),
                    100 * without / usual,
                    again / TIME.toSeconds());
            assertThat(without).isGreaterThanOrEqualTo(usual / 2);
            assertThat(again).isGreaterThanOrEqualTo(usual / 2);
            for (String thread : threads) {
                LogCheck.check(thread, alice.history(thread), history);
            }
        }
    }

    /// Returns how many sends were acknowledged.
    private static int saturate(User user, List<String> threads, History history, String name) throws Exception {
        int before = history.all(Fate.ACKED).size();
        long end = System.nanoTime() + TIME.toNanos();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int caller = 0; caller < CALLERS; caller++) {
                int at = caller;
                running.add(callers.submit(() -> {
                    for (int send = 0; System.nanoTime() - end < 0; send++) {
                        String thread = threads.get((at + send) % threads.size());
                        String text = "%s-%d-%d".formatted(name, at, send);
                        history.send(user, User.draft(thread, "request-" + text, text));
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        return history.all(Fate.ACKED).size() - before;
    }

    private static long stored(User user, List<String> threads) {
        return threads.stream()
                .mapToLong(thread -> user.newest(thread).getHead().getSequence())
                .sum();
    }

    private record Sender(
            User user,
            List<String> threads,
            ScheduledExecutorService timer,
            ExecutorService callers,
            History history,
            AtomicInteger open,
            AtomicInteger texts) {

        Sender(User user, List<String> threads, ScheduledExecutorService timer, ExecutorService callers) {
            this(user, threads, timer, callers, new History(), new AtomicInteger(), new AtomicInteger());
        }

        /// Sends at a steady rate, whatever becomes of the sends. Returns how many were acknowledged until then.
        int run() throws InterruptedException {
            var sends = new ArrayList<Sending>();
            int count = Math.toIntExact(RATE * TIME.toSeconds());
            var begun = new AtomicInteger();
            var tick = timer.scheduleAtFixedRate(
                    () -> {
                        if (begun.get() < count) {
                            begun.incrementAndGet();
                            open.incrementAndGet();
                            callers.submit(this::send);
                        }
                    },
                    0,
                    TimeUnit.SECONDS.toNanos(1) / RATE,
                    TimeUnit.NANOSECONDS);
            int before = history.all(Fate.ACKED).size();
            await().atMost(TIME.multipliedBy(3)).until(() -> begun.get() == count);
            tick.cancel(false);
            awaitEnd();
            return history.all(Fate.ACKED).size() - before;
        }

        private void send() {
            int text = texts.incrementAndGet();
            String thread = threads.get(text % threads.size());
            var patient = new User(user.userId(), ClientInterceptors.intercept(user.channel(), new Patience()));
            history.send(patient, User.draft(thread, "request-%06d".formatted(text), "Text " + text));
            open.decrementAndGet();
        }

        void awaitEnd() {
            await().atMost(DEADLINE.multipliedBy(3)).until(() -> open.get() == 0);
        }
    }
}
