package dev.parley.platform.feed;

import dev.parley.platform.share.ReadShare;
import io.grpc.Context;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Limits what one read of a feed may take: a deadline for all its statements, and connections only of the share
/// of users.
final class ReadLimit implements AutoCloseable {

    /// A reader hears from its feed at least every 12 s, and the last statement may take four more.
    private static final long DEADLINE_MILLIS = 5_000;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("feed-reads").factory());

    ReadLimit() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /// Runs a read, on the calling thread.
    <T> T within(Supplier<T> read) {
        var limited =
                ReadShare.ofReader(Context.current()).withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS, timer);
        Context before = limited.attach();
        try {
            return read.get();
        } finally {
            limited.detachAndCancel(before, null);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
