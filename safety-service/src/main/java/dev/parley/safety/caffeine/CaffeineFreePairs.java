package dev.parley.safety.caffeine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.parley.id.UserPair;
import dev.parley.safety.block.FreePairs;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Caches pairs without a block, bounded in number and age.
///
/// The mark is the number of removals so far, of any pair. A removal increments it and removes its pair under
/// the lock of the pair's key. An addition compares the mark under the same lock, so that no removal can be
/// missed in between.
public final class CaffeineFreePairs implements FreePairs {

    private final Cache<UserPair, Boolean> free;
    private final AtomicLong removals = new AtomicLong();

    /// Caches at most this many pairs, each for at most this long.
    public CaffeineFreePairs(int entries, Duration age, Ticker ticker) {
        this.free = Caffeine.newBuilder()
                .maximumSize(entries)
                .expireAfterWrite(age)
                .ticker(ticker)
                .build();
    }

    @Override
    public boolean contains(UserPair pair) {
        return free.getIfPresent(pair) != null;
    }

    @Override
    public long mark() {
        return removals.get();
    }

    @Override
    public void add(UserPair pair, long mark) {
        free.asMap().compute(pair, (key, known) -> removals.get() == mark ? Boolean.TRUE : null);
    }

    @Override
    public void remove(UserPair pair) {
        free.asMap().compute(pair, (key, known) -> {
            removals.incrementAndGet();
            return null;
        });
    }
}
