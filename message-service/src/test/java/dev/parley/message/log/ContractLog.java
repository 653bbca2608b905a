package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.FenceStore;
import dev.parley.message.timeline.Timeline;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// An instance of an engine as the contracts use it: the log and its fences.
public record ContractLog(MessageLog log, FenceStore fences) implements MessageLog {

    @Override
    public <R> CompletableFuture<R> write(Change<R> change) {
        return log.write(change);
    }

    /// Writes a message.
    public CompletableFuture<Appended> append(Post post) {
        return write(post);
    }

    @Override
    public List<Found> find(Map<MessageId, ThreadId> ids) {
        return log.find(ids);
    }

    @Override
    public Optional<Page> page(ThreadId thread, PageRequest request) {
        return log.page(thread, request);
    }

    @Override
    public Map<ThreadId, LogState> states(Collection<ThreadId> threads) {
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

    /// Returns frames below a sequence.
    public Optional<Page> before(ThreadId thread, long sequence, int limit) {
        return page(thread, PageRequest.framesBefore(sequence, limit));
    }

    /// Returns frames above a sequence.
    public Optional<Page> after(ThreadId thread, long sequence, int limit) {
        return page(thread, PageRequest.framesAfter(sequence, limit));
    }

    /// Stores one fence; returns the version in force.
    public long setFence(Fence fence) {
        return switch (fences.setFences(List.of(fence)).getFirst()) {
            case FenceStore.Result.Stored(long version, long _, boolean _) -> version;
            case FenceStore.Result.Failed(var problem) -> throw problem;
        };
    }

    /// Returns the stored fence of a thread.
    public Optional<Fence> fence(ThreadId thread) {
        return Optional.ofNullable(fences.fences(List.of(thread)).get(thread));
    }
}
