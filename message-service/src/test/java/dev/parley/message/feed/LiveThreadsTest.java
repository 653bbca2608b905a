package dev.parley.message.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Head;
import dev.parley.message.log.MessageLog;
import dev.parley.platform.testing.Seeds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The live tail against a log: whatever hints are lost, doubled or out of order, a reader that reads on from its
/// cursor sees each position once, in order, and is at the head at most two comparisons after the last write.
final class LiveThreadsTest {

    private static final ThreadId THREAD = new ThreadId("thr_live");
    private static final UserId USER = new UserId("usr_reader");

    @Test
    void readerSeesEveryPositionOnceWhateverHappensToHints() {
        Seeds.forEach(300, LiveThreadsTest::readerSeesEveryPositionOnce);
    }

    private static void readerSeesEveryPositionOnce(Random random) {
        var log = new MemoryLog();
        log.append(random.nextInt(3));
        var live = new LiveThreads<>(log, log, Frame::sequence);
        var reader = new Reader(log, live, random.nextInt((int) log.head() + 1));
        var late = new ArrayList<List<Frame>>();
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(6)) {
                case 0, 1 -> live.appended(THREAD, log.append(1 + random.nextInt(4)));
                case 2 -> late.add(log.append(1 + random.nextInt(700)));
                case 3 -> live.compareAll();
                case 4 -> {
                    if (!late.isEmpty()) {
                        live.appended(THREAD, late.get(random.nextInt(late.size())));
                    }
                }
                default -> reader.read(1 + random.nextInt(100));
            }
        }
        live.compareAll();
        live.compareAll();
        while (reader.read(128)) {
            assertThat(reader.cursor).isLessThanOrEqualTo(log.head());
        }
        assertThat(reader.seen)
                .isEqualTo(LongStream.rangeClosed(reader.start + 1, log.head())
                        .boxed()
                        .toList());
    }

    @Test
    void hintWakesTheWatchersOfTheThreadAndNobodyElse() {
        var log = new MemoryLog();
        var live = new LiveThreads<>(log, log, Frame::sequence);
        var wakes = new ArrayList<String>();
        Runnable wake = () -> wakes.add("woken");
        LiveThread<Long> thread = live.watch(THREAD, wake);
        live.appended(new ThreadId("thr_other"), log.append(1));
        assertThat(wakes).isEmpty();
        live.appended(THREAD, log.append(1));
        assertThat(wakes).hasSize(1);
        live.unwatch(thread, wake);
        assertThat(live.count()).isZero();
    }

    @Test
    void newerFenceReachesTheFeedsAndAnOlderOneDoesNot() {
        var log = new MemoryLog();
        var live = new LiveThreads<>(log, log, Frame::sequence);
        LiveThread<Long> thread = live.watch(THREAD, () -> {});
        live.fenced(new Fence(THREAD, 3, Fence.Status.OPEN, Map.of()));
        live.fenced(new Fence(THREAD, 2, Fence.Status.OPEN, Map.of(USER, false)));
        assertThat(thread.fence().version()).isEqualTo(3);
    }

    /// Reads as a feed does: the tail, else the log.
    private static final class Reader {

        private final MemoryLog log;
        private final LiveThread<Long> thread;
        private final long start;
        private final List<Long> seen = new ArrayList<>();
        private long cursor;

        Reader(MemoryLog log, LiveThreads<Long> live, long start) {
            this.log = log;
            this.thread = live.watch(THREAD, () -> {});
            this.start = start;
            this.cursor = start;
        }

        boolean read(int limit) {
            List<Long> found = thread.after(cursor, limit)
                    .map(slice ->
                            slice.entries().stream().map(LiveThread.Entry::form).toList())
                    .orElseGet(() -> log.after(THREAD, cursor, limit).orElseThrow().frames().stream()
                            .map(Frame::sequence)
                            .toList());
            seen.addAll(found);
            cursor = found.isEmpty() ? cursor : found.getLast();
            return !found.isEmpty();
        }
    }

    /// A log of one thread in memory, with what it knows of fences.
    private static final class MemoryLog implements MessageLog, Fences {

        private final List<Frame> frames = new ArrayList<>();
        private Fence fence = new Fence(THREAD, 1, Fence.Status.OPEN, Map.of(USER, false));

        long head() {
            return frames.size();
        }

        List<Frame> append(int count) {
            int from = frames.size();
            for (int i = 0; i < count; i++) {
                long sequence = frames.size() + 1L;
                frames.add(new Frame(
                        THREAD,
                        sequence,
                        sequence,
                        new MessageId("msg_" + sequence),
                        Instant.EPOCH,
                        new Frame.Text(USER, "text", Optional.empty(), true)));
            }
            return List.copyOf(frames.subList(from, frames.size()));
        }

        @Override
        public Optional<Page> after(ThreadId thread, long sequence, int limit) {
            int to = (int) Math.min(frames.size(), sequence + limit);
            return Optional.of(
                    new Page(List.copyOf(frames.subList((int) sequence, to)), to < frames.size(), position()));
        }

        private Position position() {
            return new Position(new Head(head(), head()), fence.version());
        }

        @Override
        public Map<ThreadId, Position> positions(Collection<ThreadId> threads) {
            var found = new HashMap<ThreadId, Position>();
            threads.stream().filter(THREAD::equals).forEach(thread -> found.put(thread, position()));
            return found;
        }

        @Override
        public Optional<Fence> find(ThreadId thread) {
            return fence(thread);
        }

        @Override
        public Optional<Fence> remembered(ThreadId thread) {
            return Optional.of(fence);
        }

        @Override
        public Map<ThreadId, Fence> atLeast(Map<ThreadId, Long> versions) {
            return Map.of(THREAD, fence);
        }

        @Override
        public void offer(Fence newer) {
            fence = newer.version() > fence.version() ? newer : fence;
        }

        @Override
        public boolean isEstablished(ThreadId thread) {
            return !frames.isEmpty();
        }

        @Override
        public void establish(ThreadId thread) {
            assertThat(thread).isEqualTo(THREAD);
        }

        @Override
        public Map<ThreadId, Fence> fences(Collection<ThreadId> threads) {
            return threads.contains(THREAD) ? Map.of(THREAD, fence) : Map.of();
        }

        @Override
        public CompletableFuture<Appended> append(Append append) {
            throw new AssertionError("Nobody sends here");
        }

        @Override
        public List<Found> find(Map<MessageId, ThreadId> ids) {
            throw new AssertionError("Nobody looks for messages here");
        }

        @Override
        public Optional<Page> before(ThreadId thread, long sequence, int limit) {
            throw new AssertionError("Nobody reads back here");
        }

        @Override
        public long setFence(Fence newer) {
            offer(newer);
            return fence.version();
        }
    }
}
