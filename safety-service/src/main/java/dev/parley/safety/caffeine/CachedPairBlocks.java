package dev.parley.safety.caffeine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.parley.safety.SafetyConfig;
import dev.parley.safety.block.BlockStore;
import dev.parley.safety.block.PairBlocks;
import dev.parley.id.UserPair;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Remembers between which users a block stands, and reads all unknown pairs of a batch with one query.
///
/// A change in this process counts at once: it forgets the pair, and a read that had begun before the change
/// does not remember what it found, because the count of changes is not what it was. Both happen under the lock
/// of the pair's key.
///
/// A block that another replica made shows when the pair's age ends; until then the fence of the thread stops the
/// send, because it was raised before that block was acknowledged.
@Singleton
public final class CachedPairBlocks implements PairBlocks {

    private final BlockStore store;
    private final Cache<UserPair, Boolean> known;
    private final AtomicLong changes = new AtomicLong();

    /// Remembers pairs within the bounds of the settings.
    @Inject
    public CachedPairBlocks(BlockStore store, SafetyConfig config) {
        this(store, config, Ticker.systemTicker());
    }

    CachedPairBlocks(BlockStore store, SafetyConfig config, Ticker ticker) {
        this.store = store;
        this.known = Caffeine.newBuilder()
                .maximumSize(config.pairCacheEntries())
                .expireAfterWrite(config.pairCacheAge())
                .ticker(ticker)
                .build();
    }

    @Override
    public Set<UserPair> blockedAmong(Collection<UserPair> pairs) {
        var blocked = new HashSet<UserPair>();
        var unknown = new HashSet<UserPair>();
        for (UserPair pair : pairs) {
            Boolean answer = known.getIfPresent(pair);
            if (answer == null) {
                unknown.add(pair);
            } else if (answer) {
                blocked.add(pair);
            }
        }
        if (!unknown.isEmpty()) {
            blocked.addAll(read(unknown));
        }
        return blocked;
    }

    @Override
    public void changed(UserPair pair) {
        known.asMap().compute(pair, (key, answer) -> {
            changes.incrementAndGet();
            return null;
        });
    }

    private Set<UserPair> read(Set<UserPair> unknown) {
        long before = changes.get();
        Set<UserPair> blocked = store.blockedAmong(unknown);
        for (UserPair pair : unknown) {
            known.asMap().compute(pair, (key, answer) -> changes.get() == before ? blocked.contains(key) : null);
        }
        return blocked;
    }
}
