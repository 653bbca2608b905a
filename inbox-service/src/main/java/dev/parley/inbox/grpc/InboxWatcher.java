package dev.parley.inbox.grpc;

import dev.parley.id.UserId;
import dev.parley.inbox.grpc.WatchedInbox.Begin;
import dev.parley.inbox.row.InboxChanges;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.inbox.watch.InboxHub;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.feed.FeedEnvelope;
import dev.parley.platform.feed.FeedSource;
import dev.parley.platform.feed.FeedStream;
import dev.parley.platform.feed.Feeds;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Opens the feeds of inboxes.
@Singleton
final class InboxWatcher {

    static final FeedEnvelope<WatchInboxResponse> ENVELOPE = new FeedEnvelope<>(
            part -> WatchInboxResponse.newBuilder().setCaughtUp(part).build(),
            part -> WatchInboxResponse.newBuilder().setHeartbeat(part).build(),
            part -> WatchInboxResponse.newBuilder().setLagging(part).build(),
            part -> WatchInboxResponse.newBuilder().setCompacted(part).build(),
            part -> WatchInboxResponse.newBuilder().setWaiting(part).build(),
            part -> WatchInboxResponse.newBuilder().setClosing(part).build());

    private final Feeds feeds;
    private final InboxChanges changes;
    private final InboxHub hub;

    InboxWatcher(Feeds feeds, InboxChanges changes, InboxHub hub) {
        this.feeds = feeds;
        this.changes = changes;
        this.hub = hub;
    }

    /// Opens a feed from where the request says, once the inbox includes what its tokens name. Throws
    /// `PageTokenInvalid`, and `InboxBehind` if that takes too long.
    void watch(UserId user, WatchInboxRequest request, StreamObserver<WatchInboxResponse> response) {
        var begin = new Begin(user, startOf(user, request));
        changes.await(user, ConsistencyTokens.read(request.getConsistencyTokensList()));
        FeedStream<WatchInboxResponse> stream =
                feeds.open(response, ENVELOPE, Caller.current().expireTime());
        stream.start(follow(begin, stream.waker()));
    }

    /// Follows an inbox. `waker` runs whenever it may have changed.
    FeedSource<WatchInboxResponse> follow(Begin begin, Runnable waker) {
        return new WatchedInbox(begin, changes, hub, waker);
    }

    private static Optional<Long> startOf(UserId user, WatchInboxRequest request) {
        return switch (request.getStartCase()) {
            case AFTER_REVISION -> Optional.of(request.getAfterRevision());
            case RESUME_TOKEN -> Optional.of(InboxTokens.readResume(request.getResumeToken(), user));
            case START_NOT_SET -> Optional.empty();
        };
    }
}
