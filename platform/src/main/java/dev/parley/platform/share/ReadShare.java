package dev.parley.platform.share;

import dev.parley.id.UserId;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.share.FairPlaces.Bounds;
import dev.parley.platform.share.FairPlaces.Claim;
import io.grpc.Context;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The part of a pool that reads of users may use at once: half of the connections, and at least one. However
/// long they hang or wait, the other half is left for the rest of the service. One user has at most half of
/// this part at once, so that others read while the reads of one user hang.
public final class ReadShare {

    private static final Context.Key<Boolean> OF_READER = Context.key("parley-reader");

    private final FairPlaces places;
    private final AtomicLong refused = new AtomicLong();

    /// The share of a pool of this size.
    public ReadShare(int poolSize) {
        int half = Math.max(1, poolSize / 2);
        places = new FairPlaces(new Bounds(half, half - half / 2, Waits.MOST, Waits.MOST_OF_ONE));
    }

    /// Runs work that uses one connection. Throws `StoreUnavailable` if no connection of the share is free
    /// within two seconds or by the caller's deadline, or at once if 1,000 others wait already; `RateLimited`
    /// at once if 100 reads of the acting user wait. A service on its own behalf has no part, and reads of
    /// feeds, which come in turn, have none either. Work in a reader's context waits until its deadline. Must
    /// not be called within such work.
    public <T> T within(Supplier<T> work) {
        boolean isOfReader = isOfReader();
        var claim = new Claim(isOfReader ? null : user(), null);
        Waits.enter(places, claim, isOfReader ? Waits.untilDeadline() : Waits.patience(), "waiting_reads", refused);
        try {
            return work.get();
        } finally {
            places.leave(claim);
        }
    }

    /// Returns a context in which everything that is read without a transaction is read within the share, also
    /// what other work reads without it.
    public static Context ofReader(Context context) {
        return context.withValue(OF_READER, true);
    }

    /// Whether the current context is one of [#ofReader].
    public static boolean isOfReader() {
        return Boolean.TRUE.equals(OF_READER.get());
    }

    private static @Nullable String user() {
        return Caller.find().flatMap(Caller::user).map(UserId::value).orElse(null);
    }

    /// Returns how often work found no connection.
    public long refused() {
        return refused.get();
    }
}
