package dev.parley.message.read;

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

/// A log whose contents must not be read.
record ClosedLog(MessageLog log) implements MessageLog {

    @Override
    public <R> CompletableFuture<R> write(Change<R> change) {
        return log.write(change);
    }

    @Override
    public List<Found> find(Map<MessageId, ThreadId> ids) {
        throw new AssertionError("Messages were read");
    }

    @Override
    public Optional<Page> page(ThreadId thread, PageRequest request) {
        throw new AssertionError("A page was read");
    }

    @Override
    public Map<ThreadId, LogState> states(Collection<ThreadId> threads) {
        throw new AssertionError("A head was read");
    }

    @Override
    public Set<ThreadId> diverged(Timeline since, Map<ThreadId, Long> positions) {
        throw new AssertionError("Frames were read");
    }

    @Override
    public void beginTimeline(Timeline current) {
        log.beginTimeline(current);
    }
}
