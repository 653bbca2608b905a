package dev.parley.inbox.grpc;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.row.InboxChanges;
import dev.parley.inbox.row.InboxChanges.Start;
import dev.parley.inbox.row.InboxStore.ChangeQuery;
import dev.parley.inbox.row.RowChange;
import dev.parley.inbox.row.ShownRow;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.inbox.watch.InboxHub;
import dev.parley.platform.feed.FeedPage;
import dev.parley.platform.feed.FeedPage.Item;
import dev.parley.platform.feed.FeedSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Follows one inbox for one reader: the rows by revision, always read from the store. The store is not read
/// while the hub knows of nothing newer. How long ago the hub was compared with the store decides about heartbeats
/// and about the end of the feed, and makes no feed read for itself.
///
/// A row whose preview could not be read is sent again once it is available, at the same position.
final class WatchedInbox implements FeedSource<WatchInboxResponse> {

    /// The maximum number of rows without previews that are tracked; further ones are only sent again when
    /// they change.
    private static final int MOST_PENDING = 100;

    private final Begin begin;
    private final UserId user;
    private final InboxChanges changes;
    private final InboxHub hub;
    private final InboxHub.Watch watch;
    private final Set<ThreadId> pending = new LinkedHashSet<>();
    private Optional<Long> compacted = Optional.empty();
    private long dropped;
    private long removedAfter;
    private boolean caughtUp;
    private volatile long readAt = System.nanoTime();

    /// Where a reader wants to begin.
    ///
    /// @param after the last revision that the reader has; empty begins with the newest
    record Begin(UserId user, Optional<Long> after) {}

    WatchedInbox(Begin begin, InboxChanges changes, InboxHub hub, Runnable waker) {
        this.begin = begin;
        this.user = begin.user();
        this.changes = changes;
        this.hub = hub;
        this.watch = hub.watch(user, waker);
    }

    /// A reader who begins from 0 has no rows yet, so that what was compacted by now is not missed. A reader with a
    /// revision misses everything that is compacted after the start was decided: a second look could not tell it.
    @Override
    public long begin() {
        Start start = changes.start(user, begin.after());
        compacted = start.compacted();
        dropped = compacted.orElseGet(() -> start.after() > 0 ? start.after() : changes.compacted(user));
        boolean fromTheStart = start.after() == 0 || compacted.isPresent();
        removedAfter = fromTheStart ? start.head() : 0;
        return start.after();
    }

    @Override
    public FeedPage<WatchInboxResponse> read(long after, int limit) {
        if (compacted.isPresent()) {
            long through = compacted.get();
            compacted = Optional.empty();
            return changed(0, changesAfter(0, limit), limit).compactedThrough(through);
        }
        if (isKnown(after)) {
            return FeedPage.held(completed(after), after);
        }
        var found = changesAfter(after, limit);
        return hasMissedRemovals(after) ? read(0, limit) : changed(after, found, limit);
    }

    /// Rows that lack their previews are looked up in the store.
    @Override
    public Optional<FeedPage<WatchInboxResponse>> readHere(long after, int limit) {
        return compacted.isEmpty() && pending.isEmpty() && isKnown(after)
                ? Optional.of(FeedPage.held(List.of(), after))
                : Optional.empty();
    }

    /// Whether the reader has everything that is known.
    private boolean isKnown(long after) {
        return caughtUp && watch.newest() <= after;
    }

    /// Changes that were not read in time may have been compacted; this is checked after they were read. Then
    /// the feed starts over, once for each compaction.
    private boolean hasMissedRemovals(long after) {
        long through = changes.compacted(user);
        if (through <= Math.max(after, dropped)) {
            return false;
        }
        dropped = through;
        compacted = Optional.of(through);
        removedAfter = watch.newest();
        return true;
    }

    private List<RowChange<ShownRow>> changesAfter(long after, int limit) {
        long now = System.nanoTime();
        var found = changes.after(new ChangeQuery(user, after, removedAfter, limit));
        readAt = now;
        return found;
    }

    private FeedPage<WatchInboxResponse> changed(long after, List<RowChange<ShownRow>> found, int limit) {
        caughtUp = found.size() < limit;
        found.forEach(this::remember);
        watch.setUnfinished(!pending.isEmpty());
        var items =
                found.stream().map(change -> toItem(change.revision(), change)).toList();
        long head = Math.max(found.isEmpty() ? after : found.getLast().revision(), watch.newest());
        return caughtUp ? FeedPage.held(items, head) : FeedPage.stored(items, head);
    }

    private void remember(RowChange<ShownRow> change) {
        if (change.row().filter(ShownRow::pending).isEmpty()) {
            pending.remove(change.thread());
        } else if (pending.size() < MOST_PENDING) {
            pending.add(change.thread());
        }
    }

    /// Returns rows that were sent without their previews, now with them. A row that has changed since is
    /// sent with its new revision.
    private List<Item<WatchInboxResponse>> completed(long after) {
        if (pending.isEmpty()) {
            return List.of();
        }
        var rows = changes.completed(user, pending);
        rows.forEach(row -> pending.remove(row.row().thread().thread()));
        watch.setUnfinished(!pending.isEmpty());
        return rows.stream()
                .filter(row -> row.row().revision() <= after)
                .map(row -> toItem(
                        after,
                        new RowChange<>(row.row().revision(), row.row().thread().thread(), Optional.of(row))))
                .toList();
    }

    private Item<WatchInboxResponse> toItem(long position, RowChange<ShownRow> change) {
        return new Item<>(
                position,
                WatchInboxResponse.newBuilder()
                        .setItem(RowMapper.toProto(user, change))
                        .build());
    }

    /// Users may always read their own inboxes.
    @Override
    public void check() {}

    @Override
    public List<WatchInboxResponse> states() {
        return List.of();
    }

    @Override
    public Optional<List<WatchInboxResponse>> statesHere() {
        return Optional.of(List.of());
    }

    @Override
    public boolean isHead(long position) {
        return watch.newest() <= position;
    }

    @Override
    public long comparedAt() {
        long swept = watch.comparedAt();
        return swept - readAt > 0 ? swept : readAt;
    }

    @Override
    public String resumeToken(long position) {
        return InboxTokens.writeResume(user, position);
    }

    @Override
    public void close() {
        hub.end(watch);
    }
}
