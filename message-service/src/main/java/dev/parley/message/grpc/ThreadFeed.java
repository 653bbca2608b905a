package dev.parley.message.grpc;

import dev.parley.id.UserId;
import dev.parley.message.feed.LiveThread;
import dev.parley.message.feed.LiveThreads;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.Frame;
import dev.parley.message.log.MessageLog;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.CursorKeeper;
import dev.parley.message.v1.ThreadItem;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.feed.FeedPage;
import dev.parley.platform.feed.FeedPage.Item;
import dev.parley.platform.feed.FeedSource;
import dev.parley.platform.paging.PageTokens;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// One participant's feed of one thread: the shared tail where it reaches back far enough, else the log.
final class ThreadFeed implements FeedSource<WatchThreadResponse> {

    private final Sources sources;
    private final LiveThread<WatchThreadResponse> thread;
    private final UserId user;
    private final Runnable waker;
    private long cursorChange = -1;

    /// Where feeds read from.
    @Singleton
    record Sources(LiveThreads<WatchThreadResponse> live, MessageLog log, Fences fences, CursorKeeper cursors) {}

    ThreadFeed(Sources sources, LiveThread<WatchThreadResponse> thread, UserId user, Runnable waker) {
        this.sources = sources;
        this.thread = thread;
        this.user = user;
        this.waker = waker;
    }

    /// The element of a feed that carries a frame. One object serves all readers of the thread.
    static WatchThreadResponse element(Frame frame) {
        return WatchThreadResponse.newBuilder()
                .setItem(ThreadItem.newBuilder().setSequence(frame.sequence()).setMessage(MessageMapper.toProto(frame)))
                .build();
    }

    @Override
    public FeedPage<WatchThreadResponse> read(long after, int limit) {
        FeedPage<WatchThreadResponse> page =
                thread.after(after, limit).map(ThreadFeed::page).orElseGet(() -> stored(after, limit));
        check();
        return page;
    }

    @Override
    public Optional<FeedPage<WatchThreadResponse>> readHere(long after, int limit) {
        var slice = thread.after(after, limit);
        sources.fences().remembered(thread.thread()).ifPresent(thread::fenced);
        thread.fence().admitWatcher(user);
        return slice.map(ThreadFeed::page);
    }

    /// By the newest fence that this process knows, whoever heard of it first.
    @Override
    public void check() {
        thread.fenced(sources.fences().get(thread.thread()));
        thread.fence().admitWatcher(user);
    }

    private static FeedPage<WatchThreadResponse> page(LiveThread.Slice<WatchThreadResponse> slice) {
        return new FeedPage<>(
                slice.entries().stream()
                        .map(entry -> new Item<>(entry.sequence(), entry.form()))
                        .toList(),
                slice.head(),
                false);
    }

    private FeedPage<WatchThreadResponse> stored(long after, int limit) {
        MessageLog.Page page = sources.log()
                .after(thread.thread(), after, limit)
                .orElseThrow(() -> new ThreadAccessDenied(thread.thread()).exception());
        thread.fenced(sources.fences().atLeast(thread.thread(), page.position().fenceVersion()));
        return new FeedPage<>(
                page.frames().stream()
                        .map(frame -> new Item<>(frame.sequence(), element(frame)))
                        .toList(),
                page.position().head().sequence(),
                true);
    }

    @Override
    public List<WatchThreadResponse> states() {
        LiveThread.Moves moves;
        if (cursorChange < 0) {
            long before = thread.changes();
            moves = new LiveThread.Moves(sources.cursors().all(thread.thread(), user), before);
        } else {
            moves = thread.movedAfter(cursorChange);
        }
        cursorChange = moves.change();
        return moves.cursors().stream().map(ThreadFeed::element).toList();
    }

    private static WatchThreadResponse element(Cursor cursor) {
        return WatchThreadResponse.newBuilder()
                .setItem(ThreadItem.newBuilder().setCursor(MessageMapper.toProto(cursor)))
                .build();
    }

    @Override
    public String resumeToken(long position) {
        return PageTokens.write(ThreadFeeds.query(thread.thread(), user), position);
    }

    @Override
    public void close() {
        sources.live().unwatch(thread, waker);
    }
}
