package dev.parley.platform.limit;

import dev.parley.id.UserId;
import dev.parley.platform.caller.Caller;
import io.grpc.Context;
import io.grpc.Deadline;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Reads whose responses may be megabytes. Each acting user has two at a time, so that a user with hundreds of them
/// takes little from others; the rest waits in order of arrival. A read waits 150 ms at most: if the store hangs,
/// each must still fail in its own time. A read whose caller is gone, or whose user has no room for its
/// response,
/// is not begun. Reads within the process are not counted. Thread-safe.
@Singleton
public final class LargeReads {

    private static final int AT_ONCE = 2;
    private static final Duration LONGEST_WAIT = Duration.ofMillis(150);

    private final CallLimits limits;
    private final Duration longestWait;
    private final ConcurrentHashMap<UserId, Turns> users = new ConcurrentHashMap<>();

    /// The reads of one user. It is forgotten when none is left.
    private static final class Turns {
        private final Semaphore free = new Semaphore(AT_ONCE, true);
        private int reads;
    }

    /// Refuses what these limits refuse.
    @Inject
    public LargeReads(CallLimits limits) {
        this(limits, LONGEST_WAIT);
    }

    LargeReads(CallLimits limits, Duration longestWait) {
        this.limits = limits;
        this.longestWait = longestWait;
    }

    /// Reads for the current call, when its turn comes or after 150 ms. Throws `RateLimited` if the user has no
    /// room then.
    public <T> T inTurn(Supplier<T> read) {
        HeldCall call = HeldCall.current();
        Optional<UserId> user = Caller.find().flatMap(Caller::user);
        if (call == null || user.isEmpty()) {
            return read.get();
        }
        Turns turns = enter(user.get());
        try {
            return inTurn(call, turns.free, read);
        } finally {
            leave(user.get());
        }
    }

    private <T> T inTurn(HeldCall call, Semaphore free, Supplier<T> read) {
        boolean isItsTurn = await(free);
        try {
            if (isGone() || !call.hasRoom()) {
                throw limits.refused("user.bytes");
            }
            return read.get();
        } finally {
            if (isItsTurn) {
                free.release();
            }
        }
    }

    private static boolean isGone() {
        Deadline deadline = Context.current().getDeadline();
        return Context.current().isCancelled() || deadline != null && deadline.isExpired();
    }

    private boolean await(Semaphore free) {
        Deadline deadline = Context.current().getDeadline();
        long most = longestWait.toNanos();
        long nanos = deadline == null ? most : Math.min(most, deadline.timeRemaining(TimeUnit.NANOSECONDS));
        try {
            return free.tryAcquire(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Turns enter(UserId user) {
        return users.compute(user, (same, known) -> {
            Turns turns = known == null ? new Turns() : known;
            turns.reads++;
            return turns;
        });
    }

    private void leave(UserId user) {
        users.computeIfPresent(user, (same, turns) -> --turns.reads == 0 ? null : turns);
    }

    /// Returns how many users have reads now.
    int users() {
        return users.size();
    }
}
