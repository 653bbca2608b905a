package dev.parley.message.config;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
        clock.scheduleWithFixedDelay(safely(compare), COMPARE_MILLIS, COMPARE_MILLIS, TimeUnit.MILLISECONDS);
        clock.scheduleWithFixedDelay(safely(rescreen), RESCREEN_MILLIS, RESCREEN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Runnable safely(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException failure) {
                LOG.warn("A round is left out: {}", failure.toString());
            }
        };
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
