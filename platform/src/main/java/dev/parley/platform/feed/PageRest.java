package dev.parley.platform.feed;

import com.google.protobuf.MessageLite;
import dev.parley.platform.feed.FeedPage.Item;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The part of a page that its reader has not taken yet, kept so that it is not read again. It is bounded in
/// bytes and in time: a reader that stops reading soon costs nothing, and nobody gets data that was changed
/// long ago.
final class PageRest<R> {

    private static final int MOST_BYTES = 64 * 1024;
    private static final long LONGEST_NANOS = Duration.ofSeconds(5).toNanos();

    private final List<Item<R>> items;
    private final int bytes;
    private final Budget budget;
    private final long readAt;

    private PageRest(List<Item<R>> items, int bytes, long readAt, Budget budget) {
        this.items = items;
        this.bytes = bytes;
        this.readAt = readAt;
        this.budget = budget;
    }

    /// Keeps as much of the front of `items` as the bounds allow; null if that is nothing.
    ///
    /// @param readAt when the page was read, as of `System.nanoTime()`
    static <R extends MessageLite> @Nullable PageRest<R> of(List<Item<R>> items, long readAt, Budget budget) {
        int count = 0;
        int bytes = 0;
        while (count < items.size()) {
            int size = items.get(count).element().getSerializedSize();
            if (bytes + size > MOST_BYTES) {
                break;
            }
            bytes += size;
            count++;
        }
        if (count == 0 || !budget.take(bytes)) {
            return null;
        }
        return new PageRest<>(List.copyOf(items.subList(0, count)), bytes, readAt, budget);
    }

    List<Item<R>> items() {
        return items;
    }

    long readAt() {
        return readAt;
    }

    boolean isOld(long nanos) {
        return nanos - readAt > LONGEST_NANOS;
    }

    void release() {
        budget.giveBack(bytes);
    }

    /// The maximum number of bytes that all streams of a process may keep of pages that their readers have not
    /// taken yet.
    static final class Budget {

        private final long most;
        private final AtomicLong taken = new AtomicLong();

        Budget(long most) {
            this.most = most;
        }

        /// Returns a budget of 1/32 of the heap.
        static Budget ofThisProcess() {
            return new Budget(Runtime.getRuntime().maxMemory() / 32);
        }

        /// Takes bytes from the budget. Returns whether enough were left.
        boolean take(long bytes) {
            if (taken.addAndGet(bytes) <= most) {
                return true;
            }
            giveBack(bytes);
            return false;
        }

        void giveBack(long bytes) {
            taken.addAndGet(-bytes);
        }

        long taken() {
            return taken.get();
        }
    }
}
