package dev.parley.platform.background;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A loop that runs one step repeatedly, on its own virtual thread: at the start, immediately when woken, and
/// otherwise at an interval.
///
/// It survives whatever the step throws, including errors. After a failure it backs off; a wake does not
/// shorten the back-off, but is not lost. It logs one line when it starts to fail, occasional lines while the
/// failure lasts, and one line when it recovers.
public final class Repeating implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Repeating.class);
    static final Duration ORDERLY_END = Duration.ofSeconds(5);
    private static final Duration WITHOUT_MEMORY = Duration.ofMillis(100);
    static final Duration LAST_MOMENTS = Duration.ofSeconds(1);

    private final String name;
    private final Step step;
    private final Duration interval;
    private final LoopState state;
    private final Consumer<Repeating> whenClosed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean woken;
    private volatile boolean stopped;
    private volatile @Nullable Thread thread;

    Repeating(String name, Pace pace, Step step, Consumer<Repeating> whenClosed) {
        this.name = name;
        this.step = step;
        this.interval = pace.interval();
        this.state = new LoopState(pace, () -> ThreadLocalRandom.current().nextDouble(), System.nanoTime());
        this.whenClosed = whenClosed;
    }

    /// Returns its name in logs, such as `outbox fence`.
    public String name() {
        return name;
    }

    /// Starts. Does nothing if it was already started or stopped.
    public Repeating start() {
        lock.lock();
        try {
            if (thread == null && !stopped) {
                thread = Thread.ofVirtual().name(name).start(this::run);
            }
        } finally {
            lock.unlock();
        }
        return this;
    }

    /// Runs the step soon. Wakes during a round are merged into one further round. Cheap.
    public void wake() {
        if (!woken) {
            signal(() -> woken = true);
        }
    }

    /// Whether the last round failed.
    public boolean isFailing() {
        return state.isFailing();
    }

    /// Returns how long ago the last successful round ended; before the first one, how old the loop is.
    public Duration age() {
        return Duration.ofNanos(Math.max(0, System.nanoTime() - state.lastSuccess()));
    }

    /// Whether the last successful round ended no longer ago than the interval and a delay.
    public boolean isOnTime(Duration delay) {
        return age().compareTo(interval.plus(delay)) <= 0;
    }

    /// Makes the running round the last one. Returns immediately.
    public void stop() {
        signal(() -> stopped = true);
    }

    boolean isStopped() {
        return stopped;
    }

    /// Stops, and waits for the end of the running round: 5 s, then one more second after an interrupt.
    @Override
    public void close() {
        stop();
        join(System.nanoTime() + ORDERLY_END.toNanos());
    }

    /// Waits for the end until a time of [System#nanoTime], then interrupts.
    void join(long deadline) {
        if (!awaitEnd(deadline)) {
            interrupt();
        }
        forsake(System.nanoTime() + LAST_MOMENTS.toNanos());
    }

    /// Waits for the end until a time of [System#nanoTime]. Returns whether the loop has ended.
    boolean awaitEnd(long deadline) {
        Thread running = thread;
        if (running == null || running == Thread.currentThread()) {
            return true;
        }
        try {
            return running.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Interrupts the round in progress.
    void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /// Waits for the end one last time, until a time of [System#nanoTime].
    void forsake(long deadline) {
        if (!awaitEnd(deadline)) {
            LOG.warn("{} does not stop", name);
        }
        thread = null;
        whenClosed.accept(this);
    }

    private void run() {
        while (!stopped) {
            woken = false;
            boolean more = false;
            try {
                more = step.run();
                report(state.succeeded(System.nanoTime()), null);
            } catch (Throwable failure) {
                failed(failure);
            }
            if (!more) {
                pauseGuarded();
            }
        }
    }

    /// Waiting may fail as well if memory is low, and must not end the loop.
    private void pauseGuarded() {
        try {
            pause();
        } catch (Throwable unable) {
            LockSupport.parkNanos(WITHOUT_MEMORY.toNanos());
        }
    }

    /// Writing the log may fail as well, for example if memory is low.
    private void failed(Throwable failure) {
        try {
            LoopState.LogEvent event = state.failed(System.nanoTime());
            if (!stopped) {
                report(event, failure);
            }
        } catch (Throwable unwritten) {
            failure.addSuppressed(unwritten);
        }
    }

    private void report(LoopState.LogEvent event, @Nullable Throwable failure) {
        switch (event) {
            case NONE -> LOG.trace("{} finished a round", name);
            case STARTED_TO_FAIL -> LOG.warn("{} failed, will retry: {}", name, text(failure), trace(failure));
            case STILL_FAILING ->
                LOG.warn("{} is failing, {} times in a row so far: {}", name, state.failures(), text(failure));
            case RECOVERED -> LOG.info("{} recovered", name);
        }
    }

    private static String text(@Nullable Throwable failure) {
        return String.valueOf(failure);
    }

    /// Returns the failure itself if its stack trace says more than its text: a problem has none.
    private static @Nullable Throwable trace(@Nullable Throwable failure) {
        return failure == null || failure.getStackTrace().length == 0 ? null : failure;
    }

    private void pause() {
        long left = state.pause();
        boolean backsOff = state.isFailing();
        lock.lock();
        try {
            while (!stopped && left > 0 && (backsOff || !woken)) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException stray) {
            LOG.debug("{} was interrupted", name);
        } finally {
            lock.unlock();
        }
    }

    private void signal(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
