package dev.parley.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.inbox.internal.v1.ThreadChange;
import dev.parley.inbox.internal.v1.ThreadHead;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.platform.testing.RecordedStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("full")
final class ConcurrentMergeTest {

    private static final int WRITERS = 16;
    private static final int CALLS = 25;
    private static final int THREADS = 40;
    private static final int USERS = 12;

    private final Map<String, AtomicLong> heads = new ConcurrentHashMap<>();
    private final Map<String, List<String>> participants = new HashMap<>();

    @Test
    void watchersEndWithWhatIsInTheTableAndRevisionsOnlyIncrease() throws Exception {
        try (var inbox = new InboxUnderTest(Map.of("parley.feed.page", "16"));
                var writers = Executors.newFixedThreadPool(WRITERS)) {
            var users = IntStream.range(0, USERS).mapToObj(i -> "usr_" + i).toList();
            createThreads(inbox, users);
            var streams = users.stream().collect(Collectors.toMap(user -> user, user -> inbox.watch(user)));

            List<Future<?>> done = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                var random = new Random(writer);
                done.add(writers.submit(() -> write(inbox, random)));
            }
            for (Future<?> one : done) {
                one.get(60, TimeUnit.SECONDS);
            }

            streams.forEach((user, stream) -> {
                assertSame(inbox, user, stream);
                stream.cancel();
            });
        }
    }

    private void createThreads(InboxUnderTest inbox, List<String> users) {
        var random = new Random(7);
        for (int i = 0; i < THREADS; i++) {
            String thread = "thr_" + i;
            heads.put(thread, new AtomicLong());
            var some = new ArrayList<>(users);
            Collections.shuffle(some, random);
            participants.put(thread, List.copyOf(some.subList(0, 2 + random.nextInt(4))));
            inbox.apply(News.thread(thread, 1, participants.get(thread).toArray(String[]::new)));
        }
    }

    private void write(InboxUnderTest inbox, Random random) {
        for (int call = 0; call < CALLS; call++) {
            var threads = new ArrayList<>(heads.keySet());
            Collections.shuffle(threads, random);
            if (random.nextInt(8) == 0) {
                inbox.apply(change(threads.getFirst(), 2 + random.nextInt(50)));
            }
            inbox.applyHeads(threads.subList(0, 1 + random.nextInt(THREADS - 1)).stream()
                    .map(thread -> advance(thread, random))
                    .toList());
        }
    }

    /// All users except one are participants; which one is not depends on the version.
    private ThreadChange change(String thread, int version) {
        var left = new ArrayList<>(participants.get(thread));
        left.remove(version % left.size());
        return News.thread(thread, version, left.toArray(String[]::new));
    }

    private ThreadHead advance(String thread, Random random) {
        long sequence = heads.get(thread).addAndGet(1 + random.nextInt(3));
        var all = participants.get(thread);
        return News.head(thread, sequence, News.move(all.get(random.nextInt(all.size())), sequence));
    }

    private static void assertSame(
            InboxUnderTest inbox, String user, RecordedStream<WatchInboxRequest, WatchInboxResponse> stream) {
        var table = inbox.list(user).stream().collect(Collectors.toMap(InboxRow::getThreadId, row -> row));
        stream.awaitAll(all -> replayed(all).equals(table));
        assertThat(stream.received().stream()
                        .filter(WatchInboxResponse::hasItem)
                        .map(one -> one.getItem().getRevision())
                        .toList())
                .as("revisions of %s", user)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    private static Map<String, InboxRow> replayed(List<WatchInboxResponse> all) {
        var rows = new HashMap<String, InboxRow>();
        for (WatchInboxResponse one : all) {
            if (one.getItem().hasRow()) {
                rows.put(one.getItem().getRow().getThreadId(), one.getItem().getRow());
            } else if (one.hasItem()) {
                rows.remove(one.getItem().getRemovedThreadId());
            }
        }
        return rows;
    }
}
