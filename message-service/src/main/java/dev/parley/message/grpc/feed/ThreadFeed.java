package dev.parley.message.grpc.feed;

import dev.parley.id.MessageId;
import dev.parley.message.feed.ReaderPage;
import dev.parley.message.feed.ReaderPage.Hidden;
import dev.parley.message.feed.ReaderPage.Part;
import dev.parley.message.feed.ReaderPage.Removed;
import dev.parley.message.feed.RecentFrame;
import dev.parley.message.feed.ThreadFollower;
import dev.parley.message.grpc.frame.MessageMapper;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.v1.MessageRemoved;
import dev.parley.message.v1.ThreadItem;
import dev.parley.message.v1.ThreadStates;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.feed.FeedPage;
import dev.parley.platform.feed.FeedPage.Item;
import dev.parley.platform.feed.FeedSource;
import dev.parley.platform.paging.PageTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// One participant's feed of one thread, in wire form.
final class ThreadFeed implements FeedSource<WatchThreadResponse> {

    private final ThreadFollower follower;

    ThreadFeed(ThreadFollower follower) {
        this.follower = follower;
    }

    @Override
    public long begin() {
        return follower.start();
    }

    @Override
    public FeedPage<WatchThreadResponse> read(long after, int limit) {
        return page(follower.read(after, limit));
    }

    @Override
    public Optional<FeedPage<WatchThreadResponse>> readHere(long after, int limit) {
        return follower.readHere(after, limit).map(this::page);
    }

    @Override
    public void check() {
        follower.check();
    }

    @Override
    public boolean isDense() {
        return true;
    }

    @Override
    public long comparedAt() {
        return follower.comparedAt();
    }

    private FeedPage<WatchThreadResponse> page(ReaderPage page) {
        var items = new ArrayList<Item<WatchThreadResponse>>(page.parts().size());
        for (Part part : page.parts()) {
            items.add(new Item<>(part.position(), part.through(), element(part)));
        }
        return new FeedPage<>(items, page.head(), page.stored(), page.compacted());
    }

    private WatchThreadResponse element(Part part) {
        return switch (part) {
            case RecentFrame frame -> frame.form(WatchThreadResponse.class, ThreadFeed::element);
            case Hidden(long position, long through) ->
                element(
                        position,
                        item -> item.setHidden(
                                dev.parley.message.v1.Hidden.newBuilder().setThroughSequence(through)));
            case Removed(long position, MessageId message, long sequence) ->
                element(
                        position,
                        item -> item.setMessageRemoved(MessageRemoved.newBuilder()
                                .setMessageId(message.value())
                                .setSequence(sequence)));
        };
    }

    private WatchThreadResponse element(long position, UnaryOperator<ThreadItem.Builder> content) {
        var item =
                ThreadItem.newBuilder().setThreadId(follower.thread().value()).setSequence(position);
        return WatchThreadResponse.newBuilder().setItem(content.apply(item)).build();
    }

    /// All readers of the thread share one object.
    private static WatchThreadResponse element(RecentFrame recent) {
        var item = ThreadItem.newBuilder()
                .setThreadId(recent.frame().thread().value())
                .setSequence(recent.position());
        recent.shown().ifPresent(shown -> item.setMessage(MessageMapper.toProto(shown)));
        return WatchThreadResponse.newBuilder().setItem(item).build();
    }

    @Override
    public List<WatchThreadResponse> states() {
        return states(follower.cursors());
    }

    @Override
    public Optional<List<WatchThreadResponse>> statesHere() {
        return follower.cursorsHere().map(this::states);
    }

    @Override
    public boolean isHead(long position) {
        return follower.isHead(position);
    }

    private List<WatchThreadResponse> states(List<Cursor> cursors) {
        if (cursors.isEmpty()) {
            return List.of();
        }
        var states = ThreadStates.newBuilder().setThreadId(follower.thread().value());
        cursors.forEach(cursor -> states.addCursors(MessageMapper.toProto(cursor)));
        return List.of(WatchThreadResponse.newBuilder().setStates(states).build());
    }

    @Override
    public String resumeToken(long position) {
        return PageTokens.write(ThreadFeeds.query(follower.thread(), follower.user()), position);
    }

    @Override
    public void close() {
        follower.close();
    }
}
