package dev.parley.message.grpc;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.feed.LiveThreads;
import dev.parley.message.log.Frame;
import dev.parley.message.log.ThreadReader;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.feed.FeedEnvelope;
import dev.parley.platform.feed.FeedStream;
import dev.parley.platform.feed.Feeds;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.problem.PlatformProblem.PageTokenInvalid;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Instant;

/// Opens the feeds of threads.
@Singleton
public final class ThreadFeeds {

    private static final FeedEnvelope<WatchThreadResponse> ENVELOPE = new FeedEnvelope<>(
            part -> WatchThreadResponse.newBuilder().setCaughtUp(part).build(),
            part -> WatchThreadResponse.newBuilder().setHeartbeat(part).build(),
            part -> WatchThreadResponse.newBuilder().setLagging(part).build(),
            part -> WatchThreadResponse.newBuilder().setClosing(part).build());

    private final Feeds feeds;
    private final ThreadReader reader;
    private final LiveThreads<WatchThreadResponse> live;
    private final ThreadFeed.Sources sources;

    /// Opens feeds that read the live tails, else the log.
    public ThreadFeeds(Feeds feeds, ThreadReader reader, ThreadFeed.Sources sources) {
        this.feeds = feeds;
        this.reader = reader;
        this.live = sources.live();
        this.sources = sources;
    }

    /// Opens a feed for a participant, from the position that the request names.
    void open(
            WatchThreadRequest request, UserId user, Instant expireTime, StreamObserver<WatchThreadResponse> response) {
        ThreadId thread = new ThreadId(request.getThreadId());
        long after = start(request, thread, user);
        reader.admitWatcher(thread, user, after);
        FeedStream<WatchThreadResponse> stream = feeds.open(response, ENVELOPE, expireTime, after);
        stream.start(new ThreadFeed(sources, live.watch(thread, stream.waker()), user, stream.waker()));
    }

    private static long start(WatchThreadRequest request, ThreadId thread, UserId user) {
        return switch (request.getStartCase()) {
            case AFTER_SEQUENCE -> request.getAfterSequence();
            case RESUME_TOKEN -> resumed(request.getResumeToken(), thread, user);
            case START_NOT_SET -> 0;
        };
    }

    private static long resumed(String token, ThreadId thread, UserId user) {
        return PageTokens.read(token, query(thread, user), 1, parts -> toSequence(parts.getFirst()))
                .orElseThrow(() -> new PageTokenInvalid().exception());
    }

    private static long toSequence(String part) {
        long sequence = Long.parseLong(part);
        if (sequence < 0) {
            throw new IllegalArgumentException("A sequence is not negative");
        }
        return sequence;
    }

    /// The element of a feed that carries a frame. One object serves all readers of the thread.
    public static WatchThreadResponse element(Frame frame) {
        return ThreadFeed.element(frame);
    }

    /// What a resume token of a feed is tied to.
    static String query(ThreadId thread, UserId user) {
        return "WatchThread|" + user.value() + "|" + thread.value();
    }
}
