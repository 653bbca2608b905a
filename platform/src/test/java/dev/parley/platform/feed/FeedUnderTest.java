package dev.parley.platform.feed;

import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.MessageServiceGrpc.MessageServiceImplBase;
import dev.parley.message.v1.ThreadItem;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.background.Background;
import dev.parley.platform.feed.FeedPage.Item;
import dev.parley.platform.testing.MutableClock;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.wire.PlatformProblemMapper;
import dev.parley.platform.wire.ProblemInterceptor;
import dev.parley.platform.wire.Problems;
import dev.parley.platform.wire.RequestRules;
import dev.parley.platform.wire.ValidationInterceptor;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A server with one feed, whose source behaves as the test specifies.
public final class FeedUnderTest implements AutoCloseable {

    public static final Instant START = Instant.parse("2026-11-01T10:00:00Z");
    private static final int WINDOW_BYTES = 64 * 1024;
    public static final Duration LIFE = Duration.ofMinutes(1);
    public static final FeedEnvelope<WatchThreadResponse> ENVELOPE = new FeedEnvelope<>(
            part -> WatchThreadResponse.newBuilder().setCaughtUp(part).build(),
            part -> WatchThreadResponse.newBuilder().setHeartbeat(part).build(),
            part -> WatchThreadResponse.newBuilder().setLagging(part).build(),
            part -> WatchThreadResponse.newBuilder().setCompacted(part).build(),
            part -> WatchThreadResponse.newBuilder().setWaiting(part).build(),
            part -> WatchThreadResponse.newBuilder().setClosing(part).build());

    final MutableClock clock = new MutableClock(START);
    final Source source = new Source();
    final Feeds feeds;
    private final Problems problems = new Problems(List.of(new PlatformProblemMapper()));
    private final Background background = new Background();
    private final Server server;
    private final ManagedChannel channel;
    private volatile @Nullable FeedStream<WatchThreadResponse> stream;

    private FeedUnderTest(Duration heartbeat, Duration maxAge, ReadTurns turns) throws IOException {
        feeds = new Feeds(new FeedConfig(heartbeat, maxAge, 128), clock, problems, background, turns);
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Watched())
                .intercept(new ValidationInterceptor(new RequestRules(List.of())))
                .intercept(new ProblemInterceptor(problems))
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .flowControlWindow(WINDOW_BYTES)
                .build();
    }

    static FeedUnderTest start() throws IOException {
        return start(Duration.ofSeconds(4), Duration.ofMinutes(30));
    }

    static FeedUnderTest start(Duration heartbeat, Duration maxAge) throws IOException {
        return new FeedUnderTest(heartbeat, maxAge, new ReadTurns(3));
    }

    /// Starts a server that lets this many feeds read at the same time.
    static FeedUnderTest reading(int atOnce) throws IOException {
        return new FeedUnderTest(Duration.ofSeconds(4), Duration.ofMinutes(30), new ReadTurns(atOnce));
    }

    @Override
    public void close() {
        feeds.closeAll();
        channel.shutdownNow();
        server.shutdownNow();
        background.close();
    }

    RecordedStream<WatchThreadRequest, WatchThreadResponse> watch() {
        return watch(RecordedStream.eager());
    }

    RecordedStream<WatchThreadRequest, WatchThreadResponse> watch(
            RecordedStream<WatchThreadRequest, WatchThreadResponse> reader) {
        MessageServiceGrpc.newStub(channel)
                .watchThread(
                        WatchThreadRequest.newBuilder().setThreadId("thr_1").build(), reader);
        return reader;
    }

    /// Returns the connection that the feeds share with other calls.
    Channel channel() {
        return channel;
    }

    /// Wakes the newest stream, as a hint does.
    void hint() {
        FeedStream<WatchThreadResponse> open = stream;
        if (open != null) {
            open.waker().run();
        }
    }

    static WatchThreadResponse message(long sequence, String text) {
        return WatchThreadResponse.newBuilder()
                .setItem(ThreadItem.newBuilder()
                        .setSequence(sequence)
                        .setMessage(Message.newBuilder().setText(text)))
                .build();
    }

    private final class Watched extends MessageServiceImplBase {
        @Override
        public void watchThread(WatchThreadRequest request, StreamObserver<WatchThreadResponse> response) {
            FeedStream<WatchThreadResponse> opened = feeds.open(response, ENVELOPE, START.plus(LIFE));
            stream = opened;
            opened.start(source);
        }
    }

    /// Returns one page, whatever is requested.
    public interface Pages {
        FeedPage<WatchThreadResponse> after(long position, int limit);
    }

    /// An in-memory log, with switches for failures.
    public static final class Source implements FeedSource<WatchThreadResponse> {

        public final List<Item<WatchThreadResponse>> log = new CopyOnWriteArrayList<>();
        public final List<String> calls = new CopyOnWriteArrayList<>();
        public volatile LongSupplier begin = () -> 0;
        public volatile Pages pages = this::fromLog;
        public volatile Runnable check = () -> {};
        public volatile List<WatchThreadResponse> states = List.of();
        public volatile LongSupplier comparedAt = System::nanoTime;
        public volatile LongFunction<String> tokens = position -> "after-" + position;
        public volatile boolean inMemory;
        public volatile boolean stored;
        public volatile int fetched;
        public volatile boolean closed;

        /// Adds messages at the next positions.
        public void append(int count, String text) {
            for (int i = 0; i < count; i++) {
                long sequence = log.size() + 1;
                log.add(new Item<>(sequence, message(sequence, text)));
            }
        }

        public FeedPage<WatchThreadResponse> fromLog(long after, int limit) {
            var items = log.stream()
                    .filter(item -> item.position() > after)
                    .limit(limit)
                    .toList();
            fetched += items.size();
            long head = log.isEmpty() ? after : log.getLast().through();
            return stored ? FeedPage.stored(items, head) : FeedPage.held(items, head);
        }

        @Override
        public long begin() {
            return begin.getAsLong();
        }

        @Override
        public FeedPage<WatchThreadResponse> read(long after, int limit) {
            calls.add("read " + after);
            return pages.after(after, limit);
        }

        @Override
        public Optional<FeedPage<WatchThreadResponse>> readHere(long after, int limit) {
            return inMemory ? Optional.of(pages.after(after, limit)) : Optional.empty();
        }

        @Override
        public void check() {
            check.run();
        }

        @Override
        public List<WatchThreadResponse> states() {
            var now = new ArrayList<>(states);
            states = List.of();
            return now;
        }

        @Override
        public long comparedAt() {
            return comparedAt.getAsLong();
        }

        @Override
        public boolean isDense() {
            return true;
        }

        @Override
        public String resumeToken(long position) {
            return tokens.apply(position);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
