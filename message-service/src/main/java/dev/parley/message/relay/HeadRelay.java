package dev.parley.message.relay;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.Frame;
import dev.parley.message.log.LogListener;
import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.platform.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the inbox which heads and cursors moved: at once after a write of this process, and in any case every so
/// often, until the inbox has taken them. What moves while a batch is under way is one entry of the next, so a busy
/// thread costs the inbox a few writes a second, however much is sent.
public final class HeadRelay implements LogListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HeadRelay.class);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);
    private static final int FAILURES_BEFORE_WARNING = 3;
    private static final int FAILURES_IN_A_ROW = 3;
    private static final int CURSORS = 2_000;

    private final DirtyHeads heads;
    private final InboxHeads inbox;
    private final Duration pace;
    private final Duration sweep;
    private final int batch;
    private final Semaphore wakes = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private int failures;

    /// Relays from the log to the inbox. Nothing runs before [#start].
    public HeadRelay(DirtyHeads heads, InboxHeads inbox, Duration pace, Duration sweep, int batch) {
        this.heads = heads;
        this.inbox = inbox;
        this.pace = pace;
        this.sweep = sweep;
        this.batch = batch;
        this.thread = Thread.ofVirtual().name("head-relay").unstarted(this::run);
    }

    /// Begins to relay.
    public void start() {
        thread.start();
    }

    /// Says that something moved. Cheap.
    public void wake() {
        if (wakes.availablePermits() == 0) {
            wakes.release();
        }
    }

    @Override
    public void appended(ThreadId thread, List<Frame> frames) {
        wake();
    }

    @Override
    public void fenced(Fence fence) {
        // The participants of a thread reach the inbox from the thread service.
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        Duration backoff = pace;
        while (!closed) {
            try {
                if (wakes.tryAcquire(sweep.toMillis(), TimeUnit.MILLISECONDS)) {
                    wakes.drainPermits();
                }
                relayAll();
                reached();
                backoff = pace;
            } catch (InterruptedException stop) {
                return;
            } catch (RuntimeException failure) {
                failed(failure);
                backoff = longer(backoff);
                wake();
            }
            if (!pause(backoff)) {
                return;
            }
        }
    }

    /// A failure is told once, until the inbox takes heads again. At the start the neighbours may still be on their
    /// way.
    private void failed(RuntimeException failure) {
        if (!closed && ++failures == FAILURES_BEFORE_WARNING) {
            LOG.warn("Heads wait for the inbox: {}", failure.toString());
        }
    }

    private void reached() {
        if (failures >= FAILURES_BEFORE_WARNING) {
            LOG.info("The inbox takes heads again");
        }
        failures = 0;
    }

    private static Duration longer(Duration backoff) {
        Duration twice = backoff.multipliedBy(2);
        return twice.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : twice;
    }

    private static boolean pause(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException stop) {
            return false;
        }
    }

    private void relayAll() {
        List<DirtyHead> some;
        do {
            some = heads.dirty(batch);
            if (!some.isEmpty()) {
                relay(some);
            }
        } while (some.size() == batch && !closed);
    }

    /// In calls of a bounded size: a head brings up to as many cursors as its thread has participants.
    private void relay(List<DirtyHead> some) {
        var part = new ArrayList<DirtyHead>();
        int cursors = 0;
        for (DirtyHead head : some) {
            if (!part.isEmpty() && cursors + head.cursors().size() > CURSORS) {
                relayTogether(part);
                part.clear();
                cursors = 0;
            }
            part.add(head);
            cursors += head.cursors().size();
        }
        relayTogether(part);
    }

    private void relayTogether(List<DirtyHead> part) {
        try {
            inbox.tell(part);
            heads.told(part);
        } catch (InboxHeads.Refused refused) {
            relayOneByOne(part);
        } catch (ProblemException unavailable) {
            if (failures < FAILURES_BEFORE_WARNING || part.size() == 1) {
                throw unavailable;
            }
            relayOneByOne(part);
        }
    }

    /// One that can not be told holds up no other: it is parked when the inbox refuses it, and left for later when the
    /// inbox fails on it. When it fails on several in a row it is the inbox.
    private void relayOneByOne(List<DirtyHead> part) {
        int inARow = 0;
        ProblemException last = null;
        for (DirtyHead head : part) {
            try {
                inbox.tell(List.of(head));
                heads.told(List.of(head));
                inARow = 0;
            } catch (InboxHeads.Refused refused) {
                LOG.error(
                        "The inbox refuses the head of {}, which is parked: {}",
                        head.thread().value(),
                        refused.getMessage());
                heads.park(head, String.valueOf(refused.getMessage()));
            } catch (ProblemException unavailable) {
                last = unavailable;
                inARow++;
                if (inARow == FAILURES_IN_A_ROW) {
                    break;
                }
            }
        }
        if (last != null) {
            throw last;
        }
    }
}
