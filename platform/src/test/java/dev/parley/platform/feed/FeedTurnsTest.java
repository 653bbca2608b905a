package dev.parley.platform.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.RecordedStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many feeds that are opened at the same moment, on the wire.
@Timeout(60)
class FeedTurnsTest {

    private static final int TURNS = 3;

    private final AtomicInteger reading = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Semaphore permits = new Semaphore(0);
    private FeedUnderTest feed;

    @BeforeEach
    void start() throws Exception {
        feed = FeedUnderTest.start();
        feed.source.append(3, "text");
        feed.source.begin = () -> {
            most.accumulateAndGet(reading.incrementAndGet(), Math::max);
            permits.acquireUninterruptibly();
            reading.decrementAndGet();
            return 0;
        };
    }

    @AfterEach
    void stop() {
        permits.release(1_000);
        feed.close();
    }

    @Test
    void aFewReadTheirStartAtATimeAndAllAreServed() {
        var readers = open(50);
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> reading.get() == TURNS && feed.feeds.count() == 50);

        permits.release(50);

        readers.forEach(reader -> reader.await(WatchThreadResponse::hasCaughtUp));
        assertThat(most).hasValue(TURNS);
    }

    @Test
    void aReaderThatLeavesWhileItWaitsHoldsUpNobody() {
        var first = open(TURNS);
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> reading.get() == TURNS);
        var gone = open(10);
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> feed.feeds.count() == TURNS + 10);
        var last = open(2);
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> feed.feeds.count() == TURNS + 12);

        gone.forEach(RecordedStream::cancel);
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> feed.feeds.count() == TURNS + 2);
        permits.release(TURNS + 2);

        first.forEach(reader -> reader.await(WatchThreadResponse::hasCaughtUp));
        last.forEach(reader -> reader.await(WatchThreadResponse::hasCaughtUp));
    }

    private List<RecordedStream<WatchThreadRequest, WatchThreadResponse>> open(int count) {
        var readers = new ArrayList<RecordedStream<WatchThreadRequest, WatchThreadResponse>>();
        for (int i = 0; i < count; i++) {
            readers.add(feed.watch());
        }
        return readers;
    }
}
