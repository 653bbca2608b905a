package dev.parley.message.caffeine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.FenceStore;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.MessageLog;
import dev.parley.message.notification.ThreadListener;
import dev.parley.message.notification.ThreadNotifier;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Caches the most recently used fences: those of about 200,000 two-person threads, or of fewer larger ones.
@Singleton
@Bean(typed = Fences.class)
public final class CaffeineFences implements Fences, ThreadListener {

    private static final long THREADS = 200_000;
    private static final long PARTICIPANTS = 600_000;
    private static final long UNKNOWN_THREADS = 10_000;
    /// Another process can open a thread at any time, so the absence of a fence is cached only briefly.
    private static final Duration UNKNOWN_FOR = Duration.ofMillis(500);

    private final BeanProvider<FenceStore> store;
    private final BeanProvider<MessageLog> log;
    private final Cache<ThreadId, Fence> fences = Caffeine.newBuilder()
            .maximumWeight(PARTICIPANTS)
            .<ThreadId, Fence>weigher((thread, fence) -> 1
                    + fence.participants().size()
                    + fence.hiddenPairs().senders().size())
            .build();
    private final Cache<ThreadId, Boolean> established =
            Caffeine.newBuilder().maximumSize(THREADS).build();
    private final Cache<ThreadId, Boolean> unknown = Caffeine.newBuilder()
            .maximumSize(UNKNOWN_THREADS)
            .expireAfterWrite(UNKNOWN_FOR)
            .build();

    /// Reads fences that are not cached from the stores, and is notified of what this process stores.
    public CaffeineFences(BeanProvider<FenceStore> store, BeanProvider<MessageLog> log, ThreadNotifier notifier) {
        this.store = store;
        this.log = log;
        notifier.add(this);
    }

    @Override
    public void fenced(Fence fence) {
        offer(fence);
    }

    @Override
    public Optional<Fence> find(ThreadId thread) {
        Fence known = fences.getIfPresent(thread);
        return Optional.ofNullable(known == null ? load(List.of(thread)).get(thread) : known);
    }

    @Override
    public Optional<Fence> remembered(ThreadId thread) {
        return Optional.ofNullable(fences.getIfPresent(thread));
    }

    @Override
    public Map<ThreadId, Fence> atLeast(Map<ThreadId, Long> versions) {
        var found = new HashMap<ThreadId, Fence>();
        var missing = new HashSet<ThreadId>();
        versions.forEach((thread, version) -> {
            Fence known = fences.getIfPresent(thread);
            if (known != null && known.version() >= version) {
                found.put(thread, known);
            } else {
                missing.add(thread);
            }
        });
        if (!missing.isEmpty()) {
            found.putAll(load(missing));
        }
        return found;
    }

    @Override
    public Map<ThreadId, Fence> newerThan(Map<ThreadId, Long> versions) {
        var wanted = new HashMap<ThreadId, Long>();
        versions.forEach((thread, version) -> {
            if (unknown.getIfPresent(thread) == null) {
                wanted.put(thread, version + 1);
            }
        });
        Map<ThreadId, Fence> found = wanted.isEmpty() ? Map.of() : atLeast(wanted);
        for (ThreadId thread : wanted.keySet()) {
            if (!found.containsKey(thread)) {
                unknown.put(thread, Boolean.TRUE);
            }
        }
        return found;
    }

    @Override
    public void offer(Fence fence) {
        fences.asMap().merge(fence.thread(), fence, (old, now) -> now.version() > old.version() ? now : old);
        unknown.invalidate(fence.thread());
    }

    @Override
    public void forget(ThreadId thread) {
        fences.invalidate(thread);
    }

    @Override
    public boolean isEstablished(ThreadId thread) {
        return established.getIfPresent(thread) != null
                || unestablished(Set.of(thread)).isEmpty();
    }

    @Override
    public Set<ThreadId> unestablished(Set<ThreadId> threads) {
        var doubtful = new HashSet<ThreadId>();
        for (ThreadId thread : threads) {
            if (established.getIfPresent(thread) == null) {
                doubtful.add(thread);
            }
        }
        if (!doubtful.isEmpty()) {
            log.get().states(doubtful).forEach((thread, state) -> {
                if (state.head().ordinal() > 0) {
                    establish(thread);
                    doubtful.remove(thread);
                }
            });
        }
        return doubtful;
    }

    @Override
    public void establish(ThreadId thread) {
        if (established.getIfPresent(thread) == null) {
            established.put(thread, Boolean.TRUE);
        }
    }

    private Map<ThreadId, Fence> load(Collection<ThreadId> threads) {
        Map<ThreadId, Fence> stored = store.get().fences(threads);
        stored.values().forEach(this::offer);
        return stored;
    }
}
