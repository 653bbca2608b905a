package dev.parley.message;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The work that comes round: comparing live threads with the log, and screening what was not screened.
final class Rounds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final long COMPARE_MILLIS = 400;
    private static final long RESCREEN_MILLIS = 2000;

    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(
            2, Thread.ofVirtual().name("message-rounds-", 0).factory());

    Rounds(Runnable compare, Runnable rescreen) {
        clock.scheduleWithFixedDelay(
                safely("comparing feeds with the log", compare), COMPARE_MILLIS, COMPARE_MILLIS, TimeUnit.MILLISECONDS);
        clock.scheduleWithFixedDelay(
                safely("screening afterwards", rescreen), RESCREEN_MILLIS, RESCREEN_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// A round that fails is left out; the log says so once, until one succeeds again.
    private static Runnable safely(String name, Runnable work) {
        var failing = new AtomicBoolean();
        return () -> {
            try {
                work.run();
                if (failing.getAndSet(false)) {
                    LOG.info("Goes on again: {}", name);
                }
            } catch (RuntimeException failure) {
                if (!failing.getAndSet(true)) {
                    LOG.warn("Fails, and is tried again: {}: {}", name, failure.toString());
                }
            }
        };
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
