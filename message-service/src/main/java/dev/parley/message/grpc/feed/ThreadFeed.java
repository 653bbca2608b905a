package dev.parley.message.grpc.feed;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One participant's feed of one thread, in wire form.
final class ThreadFeed implements FeedSource<WatchThreadResponse> {

    private final ThreadId thread;
    private final UserId user;
    private final Supplier<ThreadFollower> start;
    private @Nullable ThreadFollower follower;

    /// @param start begins to follow the thread
    ThreadFeed(ThreadId thread, UserId user, Supplier<ThreadFollower> start) {
        this.thread = thread;
        this.user = user;
        this.start = start;
    }

    @Override
    public long begin() {
        ThreadFollower begun = start.get();
        follower = begun;
        return begun.start();
    }

    private ThreadFollower begun() {
        return Objects.requireNonNull(follower, "The feed has not begun");
    }

    @Override
    public FeedPage<WatchThreadResponse> read(long after, int limit) {
        return page(begun().read(after, limit));
    }

    @Override
    public Optional<FeedPage<WatchThreadResponse>> readHere(long after, int limit) {
        return begun().readHere(after, limit).map(this::page);
    }

    @Override
    public void check() {
        begun().check();
    }

    @Override
    public boolean isDense() {
        return true;
    }

    @Override
    public long comparedAt() {
        return begun().comparedAt();
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
        var item = ThreadItem.newBuilder().setThreadId(thread.value()).setSequence(position);
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
        return states(begun().cursors());
    }

    @Override
    public Optional<List<WatchThreadResponse>> statesHere() {
        return begun().cursorsHere().map(this::states);
    }

    @Override
    public boolean isHead(long position) {
        return begun().isHead(position);
    }

    private List<WatchThreadResponse> states(List<Cursor> cursors) {
        if (cursors.isEmpty()) {
            return List.of();
        }
        var states = ThreadStates.newBuilder().setThreadId(thread.value());
        cursors.forEach(cursor -> states.addCursors(MessageMapper.toProto(cursor)));
        return List.of(WatchThreadResponse.newBuilder().setStates(states).build());
    }

    @Override
    public String resumeToken(long position) {
        return ThreadFeeds.resumeToken(thread, user, begun().timeline(), position);
    }

    @Override
    public void close() {
        ThreadFollower begun = follower;
        if (begun != null) {
            begun.close();
        }
    }
}
