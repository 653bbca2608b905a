package dev.parley.platform.limit;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The quota of one user, one service or one connection. It retires when its last call has ended and its last byte is
/// given back, so that only holders of something are remembered.
final class CallerQuota implements Quota {

    private static final int GONE = -1;

    /// The most that one holder may hold.
    ///
    /// @param little up to so many bytes, a holder always has room for more
    record Most(String name, int calls, int streams, long bytes, long little) {}

    private final Most most;
    private final Consumer<CallerQuota> whenRetired;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    CallerQuota(Most most, Consumer<CallerQuota> whenRetired) {
        this.most = most;
        this.whenRetired = whenRetired;
    }

    @Override
    public Entry enter(boolean stream) {
        int before;
        do {
            before = calls.get();
            if (before == GONE) {
                return Entry.RETIRED;
            }
            if (before >= most.calls()) {
                return Entry.CALLS_USED_UP;
            }
        } while (!calls.compareAndSet(before, before + 1));
        if (stream && streams.incrementAndGet() > most.streams()) {
            leave(true);
            return Entry.STREAMS_USED_UP;
        }
        return Entry.ENTERED;
    }

    @Override
    public void leave(boolean stream) {
        if (stream) {
            streams.decrementAndGet();
        }
        if (calls.decrementAndGet() == 0) {
            retireIfEmpty();
        }
    }

    /// Of two threads that give back the last call and the last byte, at least one sees both.
    private void retireIfEmpty() {
        if (bytes.get() == 0 && calls.compareAndSet(0, GONE)) {
            whenRetired.accept(this);
        }
    }

    @Override
    public void addBytes(long more) {
        if (bytes.addAndGet(more) == 0 && more < 0 && calls.get() == 0) {
            retireIfEmpty();
        }
    }

    @Override
    public boolean holdsLittle() {
        return bytes.get() <= most.little();
    }

    @Override
    public boolean hasRoomForBytes() {
        return bytes.get() <= most.bytes();
    }

    @Override
    public String name() {
        return most.name();
    }

    int calls() {
        return Math.max(0, calls.get());
    }
}
