package dev.parley.inbox.grpc;

import dev.parley.feed.v1.Compacted;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.row.InboxChanges;
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
import java.util.function.BooleanSupplier;

/// Follows one inbox for one reader: the rows by their revisions, always read from the store. The store is left alone
/// while the hub knows of nothing newer and was compared with the store lately.
///
/// A row whose preview could not be read is sent again once it can, at the same position.
final class InboxFeed implements FeedSource<WatchInboxResponse> {

    /// How many rows without their previews are remembered; more are only sent again when they change.
    private static final int MOST_PENDING = 100;

    private final UserId user;
    private final InboxChanges changes;
    private final BooleanSupplier fresh;
    private final InboxHub hub;
    private final InboxHub.Watch watch;
    private final Set<ThreadId> pending = new LinkedHashSet<>();
    private final long removedAfter;
    private Optional<Long> compacted;
    private boolean caughtUp;

    InboxFeed(Open open, InboxChanges changes, BooleanSupplier fresh, InboxHub hub, Runnable waker) {
        this.user = open.user();
        this.changes = changes;
        this.fresh = fresh;
        this.hub = hub;
        this.watch = hub.watch(user, waker);
        this.compacted = open.start().compacted();
        this.removedAfter = open.start().after() == 0 ? open.start().head() : 0;
    }

    /// Whose inbox is followed, and from where.
    record Open(UserId user, InboxChanges.Start start) {}

    @Override
    public FeedPage<WatchInboxResponse> read(long after, int limit) {
        if (compacted.isPresent()) {
            return compacted(after);
        }
        if (caughtUp && watch.newest() <= after && fresh.getAsBoolean()) {
            return new FeedPage<>(completed(after), after, false);
        }
        var found = changes.after(new ChangeQuery(user, after, removedAfter, limit));
        caughtUp = found.size() < limit;
        found.forEach(this::remember);
        watch.setUnfinished(!pending.isEmpty());
        long last = found.isEmpty() ? after : found.getLast().revision();
        return new FeedPage<>(
                found.stream().map(change -> toItem(change.revision(), change)).toList(),
                Math.max(last, watch.newest()),
                !caughtUp);
    }

    private FeedPage<WatchInboxResponse> compacted(long after) {
        var part = Compacted.newBuilder().setPosition(compacted.orElseThrow());
        compacted = Optional.empty();
        var element = WatchInboxResponse.newBuilder().setCompacted(part).build();
        return new FeedPage<>(List.of(new Item<>(after, element)), after, false);
    }

    private void remember(RowChange<ShownRow> change) {
        if (change.row().filter(ShownRow::pending).isEmpty()) {
            pending.remove(change.thread());
        } else if (pending.size() < MOST_PENDING) {
            pending.add(change.thread());
        }
    }

    /// Rows that were sent without their previews, with them. A row that has changed since comes by its new revision.
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
    public String resumeToken(long position) {
        return InboxTokens.writeResume(user, position);
    }

    @Override
    public void close() {
        hub.end(watch);
    }
}
