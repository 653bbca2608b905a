package dev.parley.platform.share;

import dev.parley.platform.share.FairPlaces.Bounds;
import dev.parley.platform.share.FairPlaces.Claim;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The part of a pool that writes of calls may use at once: half of the connections, and at least one. A write
/// can wait for a lock, as long as another session holds it. So only one write for each key, such as a thread,
/// uses a connection; further ones wait without one. And one user has at most half of the part at once,
/// whatever the keys.
public final class WriteShare {

    private final FairPlaces places;
    private final AtomicLong refused = new AtomicLong();

    /// The share of a pool of this size.
    public WriteShare(int poolSize) {
        int half = Math.max(1, poolSize / 2);
        places = new FairPlaces(new Bounds(half, half - half / 2, Waits.MOST, Waits.MOST_OF_ONE));
    }

    /// Runs work that uses one connection. The caller's right must have been checked before: who waits here is
    /// seen by others who do. Throws `StoreUnavailable` if the turn of the work does not come within two
    /// seconds or by the caller's deadline, or at once if 1,000 writes wait, or 100 for this key; `RateLimited`
    /// at once if 100 of this user wait. Must not be called within such work.
    ///
    /// @param user for whom the write is
    /// @param key what the write may wait for; null for nothing that a call can hold for long
    public <T> T within(String user, @Nullable String key, Supplier<T> work) {
        var claim = new Claim(user, key);
        Waits.enter(places, claim, Waits.patience(), "waiting_writes", refused);
        try {
            return work.get();
        } finally {
            places.leave(claim);
        }
    }

    /// Returns how often a write was refused.
    public long refused() {
        return refused.get();
    }
}
