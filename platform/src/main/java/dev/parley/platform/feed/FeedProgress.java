package dev.parley.platform.feed;

import com.google.protobuf.MessageLite;
import dev.parley.platform.feed.FeedPage.Item;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How far one reader is in one feed: a position, and at most the part of one page that the reader has not taken
/// yet. Only one thread at a time calls it, except for methods that say so.
final class FeedProgress<E extends MessageLite> {

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

    FeedSource<E> source() {
        return source;
    }

    /// Whether the feed has a start. Thread-safe.
    boolean hasBegun() {
        return phase != Phase.NEW;
    }

    /// Whether the reader has caught up, and not fallen behind since. Thread-safe.
    boolean isLive() {
        return phase == Phase.LIVE;
    }

    long position() {
        return position;
    }

    String resumeToken() {
        return source.resumeToken(position);
    }

    /// Finds the start of the feed. Blocks.
    void begin() {
        position = source.begin();
        phase = Phase.BEHIND;
    }

    /// Reads the next page. Blocks.
    FeedPage<E> read() {
        return source.read(position, limit);
    }

    /// Reads the next page from memory; empty if that is not possible.
    Optional<FeedPage<E>> readHere() {
        return source.readHere(position, limit);
    }

    /// Whether a page brings nothing new, so that its reader is at the head.
    boolean isHead(FeedPage<E> next) {
        return next.items().isEmpty() && next.compacted() <= position;
    }

    /// Writes the part of the last page that the reader has not taken, if it is kept and not too old. Returns
    /// whether it did.
    boolean writeRest(FeedWriter<E> to) {
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
    boolean write(FeedPage<E> next, long readAt, FeedWriter<E> to) {
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
    boolean writeHere(FeedWriter<E> to) {
        if (phase != Phase.LIVE || rest != null || !to.isReady()) {
            return false;
        }
        Optional<FeedPage<E>> held = readHere();
        if (held.isEmpty() || held.get().items().isEmpty() || held.get().isCompacted()) {
            return false;
        }
        List<Item<E>> items = held.get().items();
        return take(items, to) == items.size() && position == held.get().head();
    }

    /// Writes what a reader at the head lacks: states, and that it has caught up. Returns whether it wrote that.
    boolean atHead(List<E> states, FeedWriter<E> to) {
        to.write(states);
        if (phase != Phase.BEHIND) {
            return false;
        }
        phase = Phase.LIVE;
        to.caughtUp(position, resumeToken());
        return true;
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
    boolean hasRest() {
        return rest != null;
    }

    /// Whether a part of a page is kept that is too old to be written. Thread-safe.
    boolean hasOldRest(long nanos) {
        PageRest<E> kept = rest;
        return kept != null && kept.isOld(nanos);
    }

    void dropRest() {
        PageRest<E> kept = rest;
        if (kept != null) {
            rest = null;
            kept.release();
        }
    }
}
