package dev.parley.message.memory;

import dev.parley.message.hint.HintBatch;
import dev.parley.message.hint.LogHints;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The hints of replicas in one process.
public final class MemoryLogHints implements LogHints {

    private final Channel channel;
    private final BlockingQueue<HintBatch> arrived = new LinkedBlockingQueue<>();
    private volatile boolean broken;

    /// What the replicas share.
    public static final class Channel {
        private final Set<MemoryLogHints> subscribed = ConcurrentHashMap.newKeySet();

        /// Opens a replica's end.
        public MemoryLogHints open() {
            return new MemoryLogHints(this);
        }
    }

    private MemoryLogHints(Channel channel) {
        this.channel = channel;
    }

    /// Makes every call fail, or succeed again.
    public void setBroken(boolean now) {
        broken = now;
        if (now) {
            unsubscribe();
        }
    }

    /// Loses the next batch that has arrived.
    public void loseOne() {
        arrived.poll();
    }

    @Override
    public void publish(HintBatch batch) {
        reach();
        channel.subscribed.forEach(one -> one.arrived.add(batch));
    }

    @Override
    public List<HintBatch> receive(Duration wait) {
        reach();
        channel.subscribed.add(this);
        var received = new ArrayList<HintBatch>();
        try {
            HintBatch first = arrived.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
            if (first != null) {
                received.add(first);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        arrived.drainTo(received);
        return received;
    }

    @Override
    public void unsubscribe() {
        channel.subscribed.remove(this);
        arrived.clear();
    }

    @Override
    public void close() {
        unsubscribe();
    }

    private void reach() {
        if (broken) {
            throw new StoreUnavailable(Duration.ofSeconds(1)).exception();
        }
    }
}
