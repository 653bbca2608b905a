package dev.parley.platform.feed;

import com.google.protobuf.MessageLite;
import dev.parley.platform.feed.FeedPage.Item;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How far one reader is in one feed: a position, and at most the part of one page that the reader has not taken
/// yet. Only one thread at a time calls it, except for methods that say so.
public final class FeedProgress<E extends MessageLite> {

    /// New: the source has not returned its start yet. Behind: `caught_up` has not been sent yet.
    private enum Phase {
        NEW,
        BEHIND,
        LIVE
    }

    private final FeedSource<E> source;
    private final PageRest.Budget rests;
    private final int page;
    private volatile @Nullable PageRest<E> rest;
    private volatile Phase phase = Phase.NEW;
    private long position;
    private int limit;

    /// Reads at most `page` elements at once.
    FeedProgress(FeedSource<E> source, PageRest.Budget rests, int page) {
        this.source = source;
        this.rests = rests;
        this.page = page;
        this.limit = page;
    }

    /// Returns what it reads from.
    public FeedSource<E> source() {
        return source;
    }

    /// Whether the feed has a start. Thread-safe.
    public boolean hasBegun() {
        return phase != Phase.NEW;
    }

    /// Whether the reader has caught up, and not fallen behind since. Thread-safe.
    public boolean isLive() {
        return phase == Phase.LIVE;
    }

    /// Returns the last position that was written, or the start.
    public long position() {
        return position;
    }

    /// Returns the token to resume from after its position.
    public String resumeToken() {
        return source.resumeToken(position);
    }

    /// What was read from the store.
    ///
    /// @param states the states that a reader at the head lacks
    /// @param readAt when the page was read, as of `System.nanoTime()`
    public record Found<E>(FeedPage<E> page, List<E> states, long readAt) {}

    /// How it goes on after something was written.
    public enum Next {
        /// There may be more to write now.
        MORE,
        /// The reader is at the head, and was just told that it has caught up.
        CAUGHT_UP,
        /// The reader is at the head.
        HEAD,
        /// What comes next must be read from the store.
        STORE
    }

    /// Reads from the store what comes next, and before that the start of a feed that has none. Blocks.
    public Found<E> readStored() {
        if (!hasBegun()) {
            position = source.begin();
            phase = Phase.BEHIND;
        }
        long readAt = System.nanoTime();
        FeedPage<E> page = source.read(position, limit);
        boolean isHead = page.items().isEmpty() && page.compacted() <= position;
        return new Found<>(page, isHead ? source.states() : List.of(), readAt);
    }

    /// Writes what was read from the store, or as much of it as the reader takes, and keeps the rest.
    public Next write(Found<E> found, FeedWriter<E> to) {
        return write(found.page(), found.readAt(), to) ? Next.MORE : atHead(found.states(), to);
    }

    /// Writes what memory holds: the part of the last page that the reader has not taken, or else the next page. The
    /// feed has begun. Does not block.
    public Next writeHeld(FeedWriter<E> to) {
        if (writeRest(to)) {
            return Next.MORE;
        }
        Optional<FeedPage<E>> held = source.readHere(position, limit);
        if (held.isEmpty() || held.get().isCompacted()) {
            return Next.STORE;
        }
        write(held.get(), System.nanoTime(), to);
        if (hasRest() || position < held.get().head()) {
            return Next.MORE;
        }
        return source.statesHere().map(states -> atHead(states, to)).orElse(Next.STORE);
    }

    /// Writes the part of the last page that the reader has not taken, if it is kept and not too old. Returns
    /// whether it did.
    private boolean writeRest(FeedWriter<E> to) {
        PageRest<E> kept = rest;
        dropRest();
        if (kept == null || kept.isOld(System.nanoTime())) {
            return false;
        }
        source.check();
        write(to, kept.items(), kept.readAt());
        return true;
    }

    /// Writes a page, or as much of it as the reader takes, and keeps the rest. Returns whether there may be more
    /// to write; if not, the reader is at the head.
    private boolean write(FeedPage<E> next, long readAt, FeedWriter<E> to) {
        announce(next, to);
        if (!next.items().isEmpty()) {
            if (write(to, next.items(), readAt)) {
                limit = Math.min(2 * limit, page);
            }
            return true;
        }
        if (next.compacted() > position) {
            position = next.compacted();
            return true;
        }
        return false;
    }

    /// Writes from memory. Returns whether the reader then has everything.
    public boolean writeHere(FeedWriter<E> to) {
        if (phase != Phase.LIVE || rest != null || !to.isReady()) {
            return false;
        }
        Optional<FeedPage<E>> held = source.readHere(position, limit);
        if (held.isEmpty() || held.get().items().isEmpty() || held.get().isCompacted()) {
            return false;
        }
        List<Item<E>> items = held.get().items();
        return take(items, to) == items.size() && position == held.get().head();
    }

    /// Writes what a reader at the head lacks: states, and that it has caught up.
    private Next atHead(List<E> states, FeedWriter<E> to) {
        to.write(states);
        if (phase != Phase.BEHIND) {
            return Next.HEAD;
        }
        phase = Phase.LIVE;
        to.caughtUp(position, resumeToken());
        return Next.CAUGHT_UP;
    }

    private void announce(FeedPage<E> next, FeedWriter<E> to) {
        boolean behind = !next.items().isEmpty() && next.stored() || next.isCompacted();
        if (phase == Phase.LIVE && behind) {
            phase = Phase.BEHIND;
            to.lagging(position, next.head());
        }
        if (next.isCompacted()) {
            to.compacted(next.compacted());
        }
    }

    /// Returns whether the reader took everything.
    private boolean write(FeedWriter<E> to, List<Item<E>> items, long readAt) {
        int written = take(items, to);
        if (written < items.size()) {
            keep(items.subList(written, items.size()), written, readAt);
        }
        return written == items.size();
    }

    /// Writes items while the reader is ready, at least one. Returns how many.
    private int take(List<Item<E>> items, FeedWriter<E> to) {
        boolean dense = source.isDense();
        int written = 0;
        do {
            Item<E> item = items.get(written);
            if (dense && item.position() != position + 1) {
                throw new IllegalStateException("The feed would skip from " + position + " to " + item.position());
            }
            to.item(item.element());
            position = item.through();
            written++;
        } while (written < items.size() && to.isReady());
        return written;
    }

    /// Keeps what the reader did not take. If that is too much, drops the end; the next page is then as long
    /// as what the reader took and what is kept.
    private void keep(List<Item<E>> left, int written, long readAt) {
        PageRest<E> kept = PageRest.of(left, readAt, rests);
        rest = kept;
        int size = kept == null ? 0 : kept.items().size();
        if (size < left.size()) {
            limit = written + size;
        }
    }

    /// Whether a part of a page is kept. Thread-safe.
    public boolean hasRest() {
        return rest != null;
    }

    /// Whether a part of a page is kept that is too old to be written. Thread-safe.
    public boolean hasOldRest(long nanos) {
        PageRest<E> kept = rest;
        return kept != null && kept.isOld(nanos);
    }

    /// Drops the part of a page that is kept.
    public void dropRest() {
        PageRest<E> kept = rest;
        if (kept != null) {
            rest = null;
            kept.release();
        }
    }
}
