package dev.parley.message.grpc.feed;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.feed.LiveThreads;
import dev.parley.message.feed.Start;
import dev.parley.message.timeline.Timeline;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.feed.FeedEnvelope;
import dev.parley.platform.feed.FeedStream;
import dev.parley.platform.feed.Feeds;
import dev.parley.platform.paging.PageTokens;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// Opens the feeds of threads.
@Singleton
public final class ThreadFeeds {

    static final FeedEnvelope<WatchThreadResponse> ENVELOPE = new FeedEnvelope<>(
            part -> WatchThreadResponse.newBuilder().setCaughtUp(part).build(),
            part -> WatchThreadResponse.newBuilder().setHeartbeat(part).build(),
            part -> WatchThreadResponse.newBuilder().setLagging(part).build(),
            part -> WatchThreadResponse.newBuilder().setCompacted(part).build(),
            part -> WatchThreadResponse.newBuilder().setWaiting(part).build(),
            part -> WatchThreadResponse.newBuilder().setClosing(part).build());

    private final Feeds feeds;
    private final LiveThreads live;

    /// Opens feeds that follow live threads.
    public ThreadFeeds(Feeds feeds, LiveThreads live) {
        this.feeds = feeds;
        this.live = live;
    }

    /// Opens a feed for a participant, from the position that the request names.
    public void open(WatchThreadRequest request, Caller caller, StreamObserver<WatchThreadResponse> response) {
        ThreadId thread = new ThreadId(request.getThreadId());
        UserId user = caller.actingUser();
        Start start = start(request, thread, user);
        FeedStream<WatchThreadResponse> stream = feeds.open(response, ENVELOPE, caller.expireTime());
        stream.start(new ThreadFeed(thread, user, () -> live.follow(thread, user, start, stream.waker())));
    }

    private static Start start(WatchThreadRequest request, ThreadId thread, UserId user) {
        return switch (request.getStartCase()) {
            case AFTER_SEQUENCE -> new Start.After(request.getAfterSequence());
            case RESUME_TOKEN -> resumed(request.getResumeToken(), thread, user);
            case LAST -> new Start.Last(request.getLast());
            case START_NOT_SET -> new Start.Now();
        };
    }

    /// Reads a resume token. Throws `PageTokenInvalid`.
    static Start resumed(String token, ThreadId thread, UserId user) {
        return PageTokens.readResume(token, query(thread, user), ThreadFeeds::toStart);
    }

    private static Start toStart(String part) {
        int space = part.indexOf(' ');
        Timeline timeline = Timeline.parse(part.substring(0, Math.max(0, space)))
                .orElseThrow(() -> new IllegalArgumentException("Not a timeline"));
        long sequence = Long.parseLong(part.substring(space + 1));
        if (sequence < 0) {
            throw new IllegalArgumentException("The sequence must not be negative");
        }
        return new Start.Resumed(timeline, sequence);
    }

    /// Writes a resume token: a sequence, and the timeline of the store that it belongs to.
    static String resumeToken(ThreadId thread, UserId user, Timeline timeline, long sequence) {
        return PageTokens.write(query(thread, user), timeline + " " + sequence);
    }

    private static String query(ThreadId thread, UserId user) {
        return "WatchThread|" + user.value() + "|" + thread.value();
    }
}
