package dev.parley.platform.feed;

import static dev.parley.platform.feed.FeedEndTest.secondsAgo;
import static dev.parley.platform.feed.FeedUnderTest.message;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.feed.v1.CaughtUp;
import dev.parley.message.v1.Hidden;
import dev.parley.message.v1.ThreadItem;
import dev.parley.message.v1.ThreadStates;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.message.v1.WatchThreadResponse.ElementCase;
import dev.parley.platform.feed.FeedPage.Item;
import dev.parley.platform.problem.PlatformProblem.ScopeMissing;
import dev.parley.platform.testing.RecordedStream;
import io.grpc.Status.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contents and the order of a feed.
class FeedStreamTest {

    private static final WatchThreadResponse STATES = states("thr_1");
    private static final Duration HOUR = Duration.ofHours(1);

    private FeedUnderTest feed;

    @BeforeEach
    void start() throws IOException {
        feed = FeedUnderTest.start();
    }

    @AfterEach
    void stop() {
        feed.close();
    }

    @Test
    void feedBeginsAtThePositionOfItsSource() {
        feed.source.append(5, "text");
        feed.source.begin = () -> 3;

        assertThat(sequences(caughtUp())).containsExactly(4L, 5L);
    }

    @Test
    void feedThatBeginsNowDeliversOnlyNewItems() {
        feed.source.append(5, "text");
        feed.source.begin = () -> 5;
        var stream = caughtUp();
        feed.source.append(1, "news");
        feed.hint();

        stream.await(WatchThreadResponse::hasItem);
        assertThat(sequences(stream)).containsExactly(6L);
    }

    @Test
    void hiddenRangeMovesThePositionToItsEnd() {
        feed.source.append(2, "text");
        feed.source.log.add(new Item<>(3, 9, hidden(3, 9)));
        feed.source.log.add(new Item<>(10, message(10, "text")));
        var stream = caughtUp();

        assertThat(sequences(stream)).containsExactly(1L, 2L, 3L, 10L);
        assertThat(feed.source.calls).doesNotContain("read 3");
        CaughtUp caughtUp = stream.received().getLast().getCaughtUp();
        assertThat(caughtUp.getPosition()).isEqualTo(10);
        assertThat(caughtUp.getResumeToken()).isEqualTo("after-10");
    }

    @Test
    void feedThatWouldSkipAPositionEndsBeforeIt() {
        feed.source.append(2, "text");
        feed.source.log.add(new Item<>(4, message(4, "text")));
        var stream = feed.watch();

        assertProblem(Objects.requireNonNull(stream.awaitEnd()), Code.INTERNAL, "INTERNAL");
        assertThat(sequences(stream)).containsExactly(1L, 2L);
        assertThat(stream.received().getLast().getClosing().getResumeToken()).isEqualTo("after-2");
    }

    @Test
    void statesAreSentAtTheStartAndWhenTheyChange() {
        feed.source.append(1, "text");
        feed.source.states = List.of(STATES);
        var stream = caughtUp();
        assertThat(kinds(stream)).containsExactly(ElementCase.ITEM, ElementCase.STATES, ElementCase.CAUGHT_UP);

        WatchThreadResponse changed = states("thr_2");
        feed.source.states = List.of(changed);
        feed.hint();
        stream.await(changed::equals);
        assertThat(kinds(stream)).hasSize(4);
    }

    @Test
    void readerThatDoesNotReadGetsOnlyTheNewestStates() {
        feed.source.append(300, "x".repeat(1_000));
        var stream = stalled();
        for (int i = 0; i < 5; i++) {
            feed.source.states = List.of(states("thr_" + i));
            feed.hint();
        }
        stream.request(400);

        stream.await(WatchThreadResponse::hasCaughtUp);
        assertThat(stream.received()).filteredOn(WatchThreadResponse::hasStates).containsExactly(states("thr_4"));
    }

    @Test
    void readerThatFallsBehindIsServedFromStorage() {
        var stream = caughtUp();
        feed.source.stored = true;
        feed.source.append(3, "text");
        feed.hint();

        stream.awaitAll(
                all -> all.stream().filter(WatchThreadResponse::hasCaughtUp).count() == 2);
        assertThat(kinds(stream))
                .containsExactly(
                        ElementCase.CAUGHT_UP,
                        ElementCase.LAGGING,
                        ElementCase.ITEM,
                        ElementCase.ITEM,
                        ElementCase.ITEM,
                        ElementCase.CAUGHT_UP);
        assertThat(stream.received().get(1).getLagging().getHead()).isEqualTo(3);
    }

    @Test
    void compactionIsReportedBeforeTheCurrentState() {
        feed.source.begin = () -> 1;
        feed.source.pages = (after, limit) -> after == 1
                ? FeedPage.stored(List.of(new Item<>(2, 8, hidden(2, 8)), item(9)), 9)
                        .compactedThrough(8)
                : FeedPage.held(List.of(), 9);
        var stream = caughtUp();

        assertThat(kinds(stream))
                .containsExactly(ElementCase.COMPACTED, ElementCase.ITEM, ElementCase.ITEM, ElementCase.CAUGHT_UP);
        assertThat(stream.received().getFirst().getCompacted().getPosition()).isEqualTo(8);
    }

    @Test
    void feedContinuesAfterCompactedPositionsWithoutItems() {
        feed.source.begin = () -> 1;
        feed.source.pages = (after, limit) -> after == 1
                ? FeedPage.<WatchThreadResponse>stored(List.of(), 8).compactedThrough(8)
                : FeedPage.held(List.of(), 8);
        var stream = caughtUp();

        assertThat(kinds(stream)).containsExactly(ElementCase.COMPACTED, ElementCase.CAUGHT_UP);
        assertThat(stream.received().getLast().getCaughtUp().getPosition()).isEqualTo(8);
    }

    @Test
    void idleFeedRepeatsItsHead() throws IOException {
        beatingEvery(Duration.ofMillis(100));
        feed.source.append(2, "text");
        var stream = caughtUp();
        var beat = stream.await(WatchThreadResponse::hasHeartbeat).getHeartbeat();

        assertThat(beat.getPosition()).isEqualTo(2);
        assertThat(beat.getResumeToken()).isEqualTo("after-2");
        assertThat(beat.getSendTime().getSeconds()).isEqualTo(FeedUnderTest.START.getEpochSecond());
    }

    @Test
    void noHeartbeatIsSentAfterAnOldComparison() throws IOException {
        beatingEvery(Duration.ofMillis(100));
        feed.source.comparedAt = secondsAgo(4);
        var stream = caughtUp();
        feed.source.states = List.of(STATES);
        for (int i = 0; i < 3; i++) {
            awaitNextTicks();
        }
        assertThat(stream.received()).noneMatch(WatchThreadResponse::hasHeartbeat);

        feed.source.comparedAt = System::nanoTime;
        stream.await(WatchThreadResponse::hasHeartbeat);
    }

    @Test
    void slowReaderOfLargeMessagesDoesNotCauseRepeatedReads() {
        feed.source.append(300, "x".repeat(20_000));
        var stream = stalled();
        for (int i = 1; i <= 301; i++) {
            int count = i;
            stream.request(1);
            stream.awaitAll(all -> all.size() >= count);
        }

        assertThat(stream.received().getLast().hasCaughtUp()).isTrue();
        assertThat(sequences(stream)).hasSize(300).isSorted().doesNotHaveDuplicates();
        assertThat(feed.source.fetched).isLessThan(2 * 300);
    }

    @Test
    void streamThatEndsGivesBackWhatItKept() {
        var stream = stalledWithinAPage();
        stream.cancel();

        Awaitility.await().atMost(20, SECONDS).until(() -> feed.feeds.count() == 0);
        assertThat(feed.feeds.keptBytes()).isZero();
    }

    @Test
    void keptElementsAreGivenBackOnceTheyAreTaken() {
        var stream = stalledWithinAPage();
        stream.request(400);
        stream.await(WatchThreadResponse::hasCaughtUp);

        assertThat(feed.feeds.keptBytes()).isZero();
    }

    @Test
    void keptElementsAreNotDeliveredAfterAccessEnds() {
        feed.source.append(300, "x".repeat(1_000));
        var stream = stalled();
        feed.source.check = () -> {
            throw new ScopeMissing("nothing any more").exception();
        };
        feed.hint();
        stream.request(400);

        assertProblem(Objects.requireNonNull(stream.awaitEnd()), Code.PERMISSION_DENIED, "SCOPE_MISSING");
        assertThat(sequences(stream)).hasSizeLessThan(300);
    }

    @Test
    void hintIsServedOnTheNotifyingThread() {
        feed.source.inMemory = true;
        var stream = caughtUp();
        awaitNextTicks();
        feed.source.calls.clear();
        feed.source.append(1, "news");
        feed.hint();

        stream.await(WatchThreadResponse::hasItem);
        assertThat(feed.source.calls).isEmpty();
    }

    private void beatingEvery(Duration heartbeat) throws IOException {
        feed.close();
        feed = FeedUnderTest.start(heartbeat, HOUR);
    }

    /// Waits until the time was checked twice.
    private void awaitNextTicks() {
        var ticks = new java.util.concurrent.CountDownLatch(2);
        feed.feeds.whenTicking(ticks::countDown);
        Awaitility.await().atMost(20, SECONDS).until(() -> ticks.getCount() == 0);
    }

    private RecordedStream<WatchThreadRequest, WatchThreadResponse> caughtUp() {
        var stream = feed.watch();
        stream.await(WatchThreadResponse::hasCaughtUp);
        return stream;
    }

    /// Opens a reader that takes nothing, and whose stream has stopped writing.
    private RecordedStream<WatchThreadRequest, WatchThreadResponse> stalled() {
        RecordedStream<WatchThreadRequest, WatchThreadResponse> stream = feed.watch(RecordedStream.stalled());
        Awaitility.await().atMost(20, SECONDS).until(() -> feed.source.fetched > 0);
        awaitNextTicks();
        return stream;
    }

    /// Opens a reader that has taken a part of a page, and whose stream keeps the rest.
    private RecordedStream<WatchThreadRequest, WatchThreadResponse> stalledWithinAPage() {
        feed.source.append(300, "x".repeat(20_000));
        var stream = stalled();
        Awaitility.await().atMost(20, SECONDS).until(() -> {
            stream.request(1);
            return feed.feeds.keptBytes() > 0;
        });
        return stream;
    }

    private static Item<WatchThreadResponse> item(long position) {
        return new Item<>(position, message(position, "text"));
    }

    private static WatchThreadResponse hidden(long from, long through) {
        return WatchThreadResponse.newBuilder()
                .setItem(ThreadItem.newBuilder()
                        .setSequence(from)
                        .setHidden(Hidden.newBuilder().setThroughSequence(through)))
                .build();
    }

    private static WatchThreadResponse states(String thread) {
        return WatchThreadResponse.newBuilder()
                .setStates(ThreadStates.newBuilder().setThreadId(thread))
                .build();
    }

    private static List<ElementCase> kinds(RecordedStream<?, WatchThreadResponse> stream) {
        return stream.received().stream()
                .map(WatchThreadResponse::getElementCase)
                .toList();
    }

    private static List<Long> sequences(RecordedStream<?, WatchThreadResponse> stream) {
        return stream.received().stream()
                .filter(WatchThreadResponse::hasItem)
                .map(element -> element.getItem().getSequence())
                .toList();
    }
}
