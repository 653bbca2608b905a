package dev.parley.message.memory;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.notification.ThreadListener;
import dev.parley.message.notification.ThreadNotifier;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Caches every fence that it saw, for tests.
public final class MemoryFences implements Fences, ThreadListener {

    private static final long UNKNOWN_NANOS = Duration.ofMillis(500).toNanos();

    private final MemoryMessageLog log;
    private final Map<ThreadId, Fence> fences = new ConcurrentHashMap<>();
    private final Map<ThreadId, Long> unknownSince = new ConcurrentHashMap<>();
    private final Set<ThreadId> established = ConcurrentHashMap.newKeySet();

    /// Reads from a log, and is notified of what its process stores.
    public MemoryFences(MemoryMessageLog log, ThreadNotifier notifier) {
        this.log = log;
        notifier.add(this);
    }

    @Override
    public void fenced(Fence fence) {
        offer(fence);
    }

    @Override
    public Optional<Fence> find(ThreadId thread) {
        return Optional.ofNullable(atLeast(Map.of(thread, 0L)).get(thread));
    }

    @Override
    public Optional<Fence> remembered(ThreadId thread) {
        return Optional.ofNullable(fences.get(thread));
    }

    @Override
    public Map<ThreadId, Fence> atLeast(Map<ThreadId, Long> versions) {
        var found = new HashMap<ThreadId, Fence>();
        versions.forEach((thread, version) -> {
            if (remembered(thread).filter(known -> known.version() >= version).isEmpty()) {
                log.fences(Set.of(thread)).values().forEach(this::offer);
            }
            remembered(thread).ifPresent(known -> found.put(thread, known));
        });
        return found;
    }

    @Override
    public Map<ThreadId, Fence> newerThan(Map<ThreadId, Long> versions) {
        var found = new HashMap<ThreadId, Fence>();
        versions.forEach((thread, version) -> {
            Long since = unknownSince.get(thread);
            if (since == null || System.nanoTime() - since > UNKNOWN_NANOS) {
                found.putAll(atLeast(Map.of(thread, version + 1)));
                if (!found.containsKey(thread)) {
                    unknownSince.put(thread, System.nanoTime());
                }
            }
        });
        return found;
    }

    @Override
    public void forget(ThreadId thread) {
        fences.remove(thread);
    }

    @Override
    public void offer(Fence fence) {
        fences.merge(fence.thread(), fence, (old, now) -> now.version() > old.version() ? now : old);
        unknownSince.remove(fence.thread());
    }

    @Override
    public boolean isEstablished(ThreadId thread) {
        return unestablished(Set.of(thread)).isEmpty();
    }

    @Override
    public Set<ThreadId> unestablished(Set<ThreadId> threads) {
        var rest = new HashSet<>(threads);
        rest.removeAll(established);
        if (!rest.isEmpty()) {
            log.states(rest).forEach((thread, state) -> {
                if (state.head().ordinal() > 0) {
                    establish(thread);
                }
            });
            rest.removeAll(established);
        }
        return rest;
    }

    @Override
    public void establish(ThreadId thread) {
        established.add(thread);
    }
}
