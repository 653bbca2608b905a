package dev.parley.platform.background;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs actions at the same time, each on its own virtual thread.
public final class AtOnce {

    private static final Logger LOG = LoggerFactory.getLogger(AtOnce.class);

    private AtOnce() {}

    /// Runs all actions, and returns when they have ended or the bound has elapsed. Actions that still run
    /// then are interrupted, which also ends a read that waits for a socket. Exceptions of actions are
    /// logged.
    ///
    /// @param name names the actions in logs, for example `health check`
    public static void run(String name, Collection<? extends Runnable> actions, Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        List<Thread> threads = actions.stream()
                .map(action -> Thread.ofVirtual().name(name).start(() -> runGuarded(name, action)))
                .toList();
        try {
            for (Thread thread : threads) {
                thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        threads.forEach(Thread::interrupt);
    }

    private static void runGuarded(String name, Runnable action) {
        try {
            action.run();
        } catch (Throwable failure) {
            LOG.warn("{} failed: {}", name, failure.toString(), trace(failure));
        }
    }

    /// The failure itself if its stack trace says more than its text; a problem has no stack trace.
    private static @Nullable Throwable trace(Throwable failure) {
        return failure.getStackTrace().length == 0 ? null : failure;
    }
}
