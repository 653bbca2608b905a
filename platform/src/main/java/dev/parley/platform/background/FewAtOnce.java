package dev.parley.platform.background;

import java.lang.ScopedValue.CallableOp;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs tasks on virtual threads, and lets only a few use the processors at a time: twice as many as there are. The
/// others wait in their order. A task that blocks says so with [#blocking], and does not count
/// meanwhile.
///
/// Virtual threads that can run share a few carriers, which do not preempt them. Whoever starts ten thousand at once
/// makes all others of the process wait for them, also those that have just got an answer of a store. The queue in
/// here holds up nobody else. It has no bound of its own: it is for tasks that something else bounds, such as one for
/// each open stream.
public final class FewAtOnce implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(FewAtOnce.class);
    private static final ScopedValue<FewAtOnce> CURRENT = ScopedValue.newInstance();

    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final long MOMENT_NANOS = Duration.ofMillis(1).toNanos();

    private final int most;

    /// A carrier goes on with the queue from which it took its last task. If tasks were started from virtual threads,
    /// each would refill the queue of its own carrier, and whatever others started would wait until all are done.
    private final Executor starter;

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int running;

    /// Lets twice as many tasks run as there are processors.
    ///
    /// @param name names the thread that starts them
    public FewAtOnce(String name) {
        this(name, 2 * Runtime.getRuntime().availableProcessors());
    }

    /// @param most how many tasks run at the same time
    FewAtOnce(String name, int most) {
        this.most = most;
        this.starter = new ThreadPoolExecutor(
                0,
                1,
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name(name).factory());
    }

    /// Runs a task when its turn comes.
    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            if (running >= most) {
                waiting.add(task);
                return;
            }
            running++;
        }
        try {
            start(task);
        } catch (Throwable refused) {
            leave();
            throw refused;
        }
    }

    /// Runs work that may wait for something else than a processor. If a task of a `FewAtOnce` calls it, another one
    /// runs meanwhile; if calls are nested, one more each.
    public static <T, X extends Throwable> T blocking(CallableOp<T, X> work) throws X {
        return CURRENT.isBound() ? CURRENT.get().apart(work) : work.call();
    }

    private <T, X extends Throwable> T apart(CallableOp<T, X> work) throws X {
        leave();
        try {
            return work.call();
        } finally {
            comeBack();
        }
    }

    private synchronized void comeBack() {
        running++;
    }

    private void start(Runnable task) {
        if (Thread.currentThread().isVirtual()) {
            starter.execute(() -> startOrRun(task));
        } else {
            startHere(task);
        }
    }

    /// Whoever waits for the task cannot be told that there is no thread.
    private void startOrRun(Runnable task) {
        try {
            startHere(task);
        } catch (Throwable refused) {
            LOG.warn("No virtual thread: {}", refused.toString());
            run(task);
        }
    }

    private void startHere(Runnable task) {
        Thread.startVirtualThread(() -> ScopedValue.where(CURRENT, this).run(() -> run(task)));
    }

    /// A thread that does not block goes on with what waits for a moment, which saves others the hand-over.
    private void run(Runnable first) {
        long began = System.nanoTime();
        Runnable task = first;
        while (task != null) {
            runGuarded(task);
            task = next();
            if (task != null && System.nanoTime() - began > MOMENT_NANOS && isHandedOver(task)) {
                return;
            }
        }
    }

    private boolean isHandedOver(Runnable task) {
        try {
            start(task);
            return true;
        } catch (Throwable refused) {
            LOG.warn("No thread to start others: {}", refused.toString());
            return false;
        }
    }

    private static void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable fault) {
            LOG.error("A task failed", fault);
        }
    }

    /// Without a thread, the next one waits until a task ends.
    private void leave() {
        Runnable next = next();
        if (next != null && !isHandedOver(next)) {
            putBack(next);
        }
    }

    private synchronized void putBack(Runnable task) {
        waiting.addFirst(task);
        running--;
    }

    /// Those that have come back may be too many for a while.
    private synchronized @Nullable Runnable next() {
        Runnable next = running > most ? null : waiting.poll();
        if (next == null) {
            running--;
        }
        return next;
    }

    /// Returns how many tasks wait.
    public synchronized int waiting() {
        return waiting.size();
    }
}
