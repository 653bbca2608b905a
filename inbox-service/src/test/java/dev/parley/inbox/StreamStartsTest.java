package dev.parley.inbox;

import static dev.parley.inbox.WireUpdates.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.inbox.watch.WaitingReaders;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.consistency.Position;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Streams of responses start a few at a time. None of them may wait for something else in its turn.
final class StreamStartsTest {

    private static final InboxUnderTest inbox = InboxUnderTest.shared();

    /// Anybody can write tokens of positions that are never reached.
    @Test
    void oneUserWhoseTokensAreNeverReachedDelaysNoOtherFeed() {
        inbox.apply(thread("thr_rs_1", 1, "usr_rs_vic", "usr_rs_o"));
        var request = WatchInboxRequest.newBuilder()
                .setAfterRevision(0)
                .addConsistencyTokens(ConsistencyTokens.write(Position.head(new ThreadId("thr_rs_never"), 1)))
                .build();
        var attack = Stream.generate(() -> inbox.watch("usr_rs_mal", request))
                .limit(16)
                .toList();
        var waiting = inbox.service().bean(WaitingReaders.class);
        Awaitility.await()
                .until(() -> waiting.positions() >= 2 * Runtime.getRuntime().availableProcessors());

        long begun = System.nanoTime();
        var stream = inbox.watch("usr_rs_vic");
        stream.await(WatchInboxResponse::hasCaughtUp);
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        stream.cancel();
        attack.forEach(one -> one.cancel());

        assertThat(taken).isLessThan(Duration.ofSeconds(1));
    }
}
