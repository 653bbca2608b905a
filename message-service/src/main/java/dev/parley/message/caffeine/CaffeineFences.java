package dev.parley.message.caffeine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.MessageLog;
import io.micronaut.context.BeanProvider;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Remembers the fences that were used last: those of about 200,000 threads of two, or of fewer larger ones.
@Singleton
public final class CaffeineFences implements Fences {

    private static final long THREADS = 200_000;
    private static final long PARTICIPANTS = 600_000;

    private final BeanProvider<MessageLog> log;
    private final Cache<ThreadId, Fence> fences = Caffeine.newBuilder()
            .maximumWeight(PARTICIPANTS)
            .<ThreadId, Fence>weigher(
                    (thread, fence) -> 1 + fence.participants().size())
            .build();
    private final Cache<ThreadId, Boolean> established =
            Caffeine.newBuilder().maximumSize(THREADS).build();

    /// Reads what it does not remember from the log.
    public CaffeineFences(BeanProvider<MessageLog> log) {
        this.log = log;
    }

    @Override
    public Optional<Fence> find(ThreadId thread) {
        return remembered(thread).or(() -> load(thread));
    }

    @Override
    public Optional<Fence> remembered(ThreadId thread) {
        return Optional.ofNullable(fences.getIfPresent(thread));
    }

    @Override
    public Map<ThreadId, Fence> atLeast(Map<ThreadId, Long> versions) {
        var found = new HashMap<ThreadId, Fence>();
        versions.forEach((thread, version) -> {
            Fence known = fences.getIfPresent(thread);
            if (known != null && known.version() >= version) {
                found.put(thread, known);
            }
        });
        var unknown = versions.keySet().stream()
                .filter(thread -> !found.containsKey(thread))
                .toList();
        if (!unknown.isEmpty()) {
            log.get().fences(unknown).values().forEach(stored -> {
                offer(stored);
                found.put(stored.thread(), stored);
            });
        }
        return found;
    }

    @Override
    public void offer(Fence fence) {
        fences.asMap().merge(fence.thread(), fence, (old, now) -> now.version() > old.version() ? now : old);
    }

    @Override
    public boolean isEstablished(ThreadId thread) {
        if (established.getIfPresent(thread) != null) {
            return true;
        }
        var position = log.get().positions(List.of(thread)).get(thread);
        boolean found = position != null && position.head().ordinal() > 0;
        if (found) {
            establish(thread);
        }
        return found;
    }

    @Override
    public void establish(ThreadId thread) {
        if (established.getIfPresent(thread) == null) {
            established.put(thread, Boolean.TRUE);
        }
    }

    private Optional<Fence> load(ThreadId thread) {
        Optional<Fence> stored = log.get().fence(thread);
        stored.ifPresent(this::offer);
        return stored;
    }
}
