package dev.parley.inbox.grpc;

import dev.parley.id.UserId;
import dev.parley.inbox.row.InboxReader;
import dev.parley.inbox.row.RowChange;
import dev.parley.inbox.row.ShownRow;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.inbox.watch.InboxHub;
import dev.parley.inbox.watch.RevisionSweep;
import dev.parley.platform.feed.FeedPage;
import dev.parley.platform.feed.FeedPage.Item;
import dev.parley.platform.feed.FeedSource;
import java.util.List;

/// What one reader of an inbox follows: the rows by their revisions, always read from the store. The store is
/// left alone while the hub knows of nothing newer and was compared with the store lately.
final class InboxFeed implements FeedSource<WatchInboxResponse> {

    private final UserId user;
    private final InboxReader reader;
    private final InboxHub hub;
    private final RevisionSweep sweep;
    private final InboxHub.Watch watch;
    private boolean caughtUp;

    InboxFeed(UserId user, InboxReader reader, InboxHub hub, RevisionSweep sweep, Runnable waker) {
        this.user = user;
        this.reader = reader;
        this.hub = hub;
        this.sweep = sweep;
        this.watch = hub.watch(user, waker);
    }

    @Override
    public FeedPage<WatchInboxResponse> read(long after, int limit) {
        if (caughtUp && watch.newest() <= after && sweep.isFresh()) {
            return new FeedPage<>(List.of(), after, false);
        }
        var changes = reader.changesAfter(user, after, limit);
        caughtUp = changes.size() < limit;
        long last = changes.isEmpty() ? after : changes.getLast().revision();
        return new FeedPage<>(
                changes.stream().map(InboxFeed::toItem).toList(), Math.max(last, watch.newest()), !caughtUp);
    }

    private static Item<WatchInboxResponse> toItem(RowChange<ShownRow> change) {
        return new Item<>(
                change.revision(),
                WatchInboxResponse.newBuilder()
                        .setItem(RowMapper.toProto(change))
                        .build());
    }

    /// Everybody may always read their own inbox.
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
