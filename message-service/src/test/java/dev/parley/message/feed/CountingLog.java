package dev.parley.message.feed;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.message.log.Change;
import dev.parley.message.log.MessageLog;
import dev.parley.message.timeline.Timeline;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Counts the reads of a log.
final class CountingLog implements MessageLog {

    private final MessageLog log;
    private final AtomicInteger pages = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Runnable whenAsked = () -> {};
    private volatile Consumer<ThreadId> whenPaged = thread -> {};

    CountingLog(MessageLog log) {
        this.log = log;
    }

    int pages() {
        return pages.get();
    }

    /// Runs an action whenever states are asked for, before they are read.
    void whenAsked(Runnable action) {
        whenAsked = action;
    }

    /// Runs an action whenever a page of a thread is asked for, before it is read.
    void whenPaged(Consumer<ThreadId> action) {
        whenPaged = action;
    }

    /// Returns how many states were asked for.
    int asked() {
        return asked.get();
    }

    @Override
    public <R> CompletableFuture<R> write(Change<R> change) {
        return log.write(change);
    }

    @Override
    public List<Found> find(Map<MessageId, ThreadId> ids) {
        return log.find(ids);
    }

    @Override
    public Optional<Page> page(ThreadId thread, PageRequest request) {
        pages.incrementAndGet();
        whenPaged.accept(thread);
        return log.page(thread, request);
    }

    @Override
    public Map<ThreadId, LogState> states(Collection<ThreadId> threads) {
        asked.addAndGet(threads.size());
        whenAsked.run();
        return log.states(threads);
    }

    @Override
    public Set<ThreadId> diverged(Timeline since, Map<ThreadId, Long> positions) {
        return log.diverged(since, positions);
    }

    @Override
    public void beginTimeline(Timeline current) {
        log.beginTimeline(current);
    }
}
