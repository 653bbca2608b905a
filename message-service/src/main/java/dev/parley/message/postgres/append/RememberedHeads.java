package dev.parley.message.postgres.append;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.id.ThreadId;
import dev.parley.message.log.StoredHead;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// The heads that a lane has seen last. Any of them may be stale: a write that was decided by them checks
/// them itself.
final class RememberedHeads {

    private static final long THREADS = 50_000;

    private final Cache<ThreadId, StoredHead> heads =
            Caffeine.newBuilder().maximumSize(THREADS).executor(Runnable::run).build();

    /// Returns those of the threads whose heads are cached.
    Map<ThreadId, StoredHead> of(Collection<ThreadId> threads) {
        var found = HashMap.<ThreadId, StoredHead>newHashMap(threads.size());
        for (ThreadId thread : threads) {
            StoredHead head = heads.getIfPresent(thread);
            if (head != null) {
                found.put(thread, head);
            }
        }
        return found;
    }

    void putAll(Map<ThreadId, StoredHead> newer) {
        newer.forEach(heads::put);
    }

    void forget(Collection<ThreadId> threads) {
        heads.invalidateAll(threads);
    }
}
