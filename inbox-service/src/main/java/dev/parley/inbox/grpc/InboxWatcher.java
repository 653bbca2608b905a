package dev.parley.inbox.grpc;

import dev.parley.id.UserId;
import dev.parley.inbox.row.InboxReader;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.inbox.watch.InboxHub;
import dev.parley.inbox.watch.RevisionSweep;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.feed.FeedEnvelope;
import dev.parley.platform.feed.FeedStream;
import dev.parley.platform.feed.Feeds;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// Opens the feeds of inboxes.
@Singleton
final class InboxWatcher {

    private static final FeedEnvelope<WatchInboxResponse> ENVELOPE = new FeedEnvelope<>(
            part -> WatchInboxResponse.newBuilder().setCaughtUp(part).build(),
            part -> WatchInboxResponse.newBuilder().setHeartbeat(part).build(),
            part -> WatchInboxResponse.newBuilder().setLagging(part).build(),
            part -> WatchInboxResponse.newBuilder().setClosing(part).build());

    private final Feeds feeds;
    private final InboxReader reader;
    private final InboxHub hub;
    private final RevisionSweep sweep;

    InboxWatcher(Feeds feeds, InboxReader reader, InboxHub hub, RevisionSweep sweep) {
        this.feeds = feeds;
        this.reader = reader;
        this.hub = hub;
        this.sweep = sweep;
    }

    /// Opens a feed where the request says. Throws `PageTokenInvalid`, `RevisionBeyondHead`.
    void watch(UserId user, WatchInboxRequest request, StreamObserver<WatchInboxResponse> response) {
        long after = startOf(user, request);
        if (after > 0) {
            reader.requireReached(user, after);
        }
        FeedStream<WatchInboxResponse> stream =
                feeds.open(response, ENVELOPE, Caller.current().expireTime(), after);
        stream.start(new InboxFeed(user, reader, hub, sweep, stream.waker()));
    }

    private static long startOf(UserId user, WatchInboxRequest request) {
        return switch (request.getStartCase()) {
            case AFTER_REVISION -> request.getAfterRevision();
            case RESUME_TOKEN -> InboxTokens.readResume(request.getResumeToken(), user);
            case START_NOT_SET -> 0;
        };
    }
}
