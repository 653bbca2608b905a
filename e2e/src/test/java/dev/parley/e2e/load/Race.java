package dev.parley.e2e.load;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.send.History;
import dev.parley.clientkit.send.Sending;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Many concurrent sends while a decision against them is made.
///
/// @param history all sends
/// @param decidedNanos when the decision was acknowledged, by `System.nanoTime`
public record Race(History history, long decidedNanos) {

    private static final int LATE_SENDS = 3;

    /// Lets each client send repeatedly, makes the decision in the meantime, and lets the clients send a few
    /// more times.
    public static Race run(List<User> senders, String thread, Runnable decision) {
        var history = new History();
        var decided = new boolean[1];
        var number = new AtomicInteger();
        long decidedNanos;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var racers = new ArrayList<Future<?>>();
            for (User sender : senders) {
                racers.add(threads.submit(() -> {
                    for (int late = 0; late < LATE_SENDS; late += isTrue(decided) ? 1 : 0) {
                        int n = number.incrementAndGet();
                        history.send(sender, User.draft(thread, "race-%06d".formatted(n), "Race " + n));
                    }
                }));
            }
            history.awaitAcked(senders.size() * 2);
            decision.run();
            decidedNanos = System.nanoTime();
            synchronized (decided) {
                decided[0] = true;
            }
            await(racers);
        }
        return new Race(history, decidedNanos);
    }

    /// Returns the sends that began after the decision was acknowledged.
    public List<Sending> lateSends() {
        return history.all().stream()
                .filter(sending -> sending.begunNanos() > decidedNanos)
                .toList();
    }

    private static boolean isTrue(boolean[] flag) {
        synchronized (flag) {
            return flag[0];
        }
    }

    private static void await(List<Future<?>> racers) {
        for (Future<?> racer : racers) {
            try {
                racer.get();
            } catch (ExecutionException failure) {
                throw new AssertionError(failure);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new AssertionError(stop);
            }
        }
    }
}
