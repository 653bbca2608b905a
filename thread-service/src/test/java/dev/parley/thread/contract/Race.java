package dev.parley.thread.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/// Runs calls concurrently.
public final class Race {
    private Race() {}

    /// Runs numbered calls concurrently, and returns their results in the order of the numbers.
    public static <T> List<T> of(int calls, IntFunction<T> call) throws Exception {
        var start = new CountDownLatch(1);
        var running = new ArrayList<Future<T>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < calls; i++) {
                var number = i;
                Callable<T> task = () -> {
                    start.await();
                    return call.apply(number);
                };
                running.add(threads.submit(task));
            }
            start.countDown();
            var results = new ArrayList<T>();
            for (var one : running) {
                results.add(one.get(30, TimeUnit.SECONDS));
            }
            return results;
        }
    }
}
