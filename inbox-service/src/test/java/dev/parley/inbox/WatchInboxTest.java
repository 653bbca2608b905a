package dev.parley.inbox;

import static dev.parley.inbox.News.head;
import static dev.parley.inbox.News.messageId;
import static dev.parley.inbox.News.move;
import static dev.parley.inbox.News.thread;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.feed.v1.CloseReason;
import dev.parley.feed.v1.Closing;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.MergeStore;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.v1.InboxItem;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.inbox.watch.InboxHub;
import dev.parley.platform.testing.RecordedStream;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class WatchInboxTest {

    private static final Map<String, Object> SETTINGS =
            Map.of("parley.feed.heartbeat", "200ms", "parley.feed.page", "4", "parley.inbox.sweep-interval", "100ms");

    private static InboxUnderTest inbox;

    @BeforeAll
    static void start() {
        inbox = new InboxUnderTest(SETTINGS);
    }

    @AfterAll
    static void stop() {
        inbox.close();
    }

    @Test
    void feedFromTheStartYieldsEachRowOnceThenGoesLive() {
        inbox.apply(thread("thr_a1", 1, "usr_ann", "usr_o"), thread("thr_a2", 1, "usr_ann", "usr_o"));
        inbox.apply(head("thr_a1", 3));
        inbox.messages().know(messageId("thr_a1", 4), "Hello");

        var stream = watch("usr_ann", WatchInboxRequest.getDefaultInstance());
        var start = stream.awaitAll(all -> all.stream().anyMatch(WatchInboxResponse::hasCaughtUp));
        inbox.apply(head("thr_a1", 4, move("usr_ann", 2)));
        var live = stream.await(one -> one.getItem().getRow().getAsOfSequence() == 4);

        assertThat(start).hasSize(3);
        assertThat(start.subList(0, 2))
                .extracting(one -> one.getItem().getRow().getThreadId())
                .containsExactlyInAnyOrder("thr_a1", "thr_a2");
        assertRevisionsGrow(stream);
        assertThat(live.getItem().getRow()).isEqualTo(inbox.row("usr_ann", "thr_a1"));
        assertThat(live.getItem().getRow().getPreview().getText()).isEqualTo("Hello");
        assertThat(live.getItem().getRow().getUnreadCount()).isEqualTo(2);
        stream.cancel();
    }

    @Test
    void longInboxComesInPages() {
        inbox.applyThreads(IntStream.range(0, 11)
                .mapToObj(i -> thread("thr_l" + i, 1, "usr_lea", "usr_o"))
                .toList());

        var stream = watch("usr_lea", WatchInboxRequest.getDefaultInstance());
        var all = stream.awaitAll(some -> some.stream().anyMatch(WatchInboxResponse::hasCaughtUp));

        assertThat(all).hasSize(12);
        assertRevisionsGrow(stream);
        assertThat(all.getLast().getCaughtUp().getPosition())
                .isEqualTo(all.get(10).getItem().getRevision());
        stream.cancel();
    }

    @Test
    void tokenResumesWithWhatChangedSince() {
        inbox.apply(thread("thr_r1", 1, "usr_rob", "usr_o"), thread("thr_r2", 1, "usr_rob", "usr_o"));
        var first = watch("usr_rob", WatchInboxRequest.getDefaultInstance());
        var caughtUp = first.await(WatchInboxResponse::hasCaughtUp).getCaughtUp();
        first.cancel();
        inbox.apply(head("thr_r2", 1));
        inbox.apply(head("thr_r2", 2));

        for (var request : List.of(
                resume(caughtUp.getResumeToken()),
                WatchInboxRequest.newBuilder()
                        .setAfterRevision(caughtUp.getPosition())
                        .build())) {
            var second = watch("usr_rob", request);
            var all = second.awaitAll(some -> some.stream().anyMatch(WatchInboxResponse::hasCaughtUp));
            assertThat(all).hasSize(2);
            assertThat(all.getFirst().getItem().getRow()).isEqualTo(inbox.row("usr_rob", "thr_r2"));
            second.cancel();
        }
    }

    @Test
    void rowThatIsLostIsAnnounced() {
        inbox.apply(thread("thr_g1", 1, "usr_gus", "usr_gil", "usr_gay"));
        var stream = watch("usr_gus", WatchInboxRequest.getDefaultInstance());
        stream.await(WatchInboxResponse::hasCaughtUp);

        inbox.apply(thread("thr_g1", 2, "usr_gil", "usr_gay"));

        var lost = stream.await(one -> !one.getItem().getRemovedThreadId().isEmpty());
        assertThat(lost.getItem().getRemovedThreadId()).isEqualTo("thr_g1");
        assertRevisionsGrow(stream);
        stream.cancel();
    }

    @Test
    void idleFeedRepeatsItsHead() {
        inbox.apply(thread("thr_h1", 1, "usr_hal", "usr_o"));
        var stream = watch("usr_hal", WatchInboxRequest.getDefaultInstance());
        var all = stream.awaitAll(
                some -> some.stream().filter(WatchInboxResponse::hasHeartbeat).count() >= 3);

        long head = all.getFirst().getItem().getRevision();
        assertThat(all)
                .filteredOn(WatchInboxResponse::hasHeartbeat)
                .allSatisfy(one -> assertThat(one.getHeartbeat().getPosition()).isEqualTo(head));
        stream.cancel();
    }

    @Test
    void changeByAnotherProcessArrives() {
        inbox.apply(thread("thr_p1", 1, "usr_pam", "usr_o"));
        var stream = watch("usr_pam", WatchInboxRequest.getDefaultInstance());
        stream.await(WatchInboxResponse::hasCaughtUp);

        // Past the hub of this process.
        inbox.service()
                .bean(MergeStore.class)
                .mergeHeads(List.of(new ThreadHead(new ThreadId("thr_p1"), 5, 5, Optional.empty(), List.of())));

        stream.await(one -> one.getItem().getRow().getAsOfSequence() == 5);
        stream.cancel();
    }

    @Test
    void foreignTokensAndRevisionsBeyondTheHeadAreRefused() {
        inbox.apply(thread("thr_f1", 1, "usr_fay", "usr_flo"));
        var stream = watch("usr_fay", WatchInboxRequest.getDefaultInstance());
        var caughtUp = stream.await(WatchInboxResponse::hasCaughtUp).getCaughtUp();
        stream.cancel();

        assertRefused("usr_flo", resume(caughtUp.getResumeToken()), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
        assertRefused("usr_fay", resume("nonsense"), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
        assertRefused("usr_fay", resume(""), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        assertRefused("usr_fay", after(-1), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        assertRefused("usr_nobody", after(1), Code.OUT_OF_RANGE, "REVISION_BEYOND_HEAD");
        var beyond =
                assertRefused("usr_fay", after(caughtUp.getPosition() + 1), Code.OUT_OF_RANGE, "REVISION_BEYOND_HEAD");
        assertThat(errorInfo(beyond).getMetadataMap()).containsEntry("head", "" + caughtUp.getPosition());
    }

    @Test
    void watchesEndWithTheirStreams() {
        var stream = watch("usr_zoe", WatchInboxRequest.getDefaultInstance());
        stream.await(WatchInboxResponse::hasCaughtUp);
        var hub = inbox.service().bean(InboxHub.class);
        assertThat(hub.watched()).contains(new UserId("usr_zoe"));

        stream.cancel();

        Awaitility.await().until(() -> !hub.watched().contains(new UserId("usr_zoe")));
    }

    @Test
    void serverThatGoesDownClosesWithAToken() {
        try (var other = new InboxUnderTest(SETTINGS)) {
            other.apply(thread("thr_s1", 1, "usr_sam", "usr_o"));
            var stream = other.watch("usr_sam", WatchInboxRequest.getDefaultInstance());
            stream.await(WatchInboxResponse::hasCaughtUp);

            other.service().context().close();

            Closing closing = stream.await(WatchInboxResponse::hasClosing).getClosing();
            assertThat(closing.getReason()).isEqualTo(CloseReason.CLOSE_REASON_SHUTDOWN);
            assertThat(closing.getResumeToken()).isNotEmpty();
            assertProblem(Objects.requireNonNull(stream.awaitEnd()), Code.UNAVAILABLE, "SHUTTING_DOWN");
        }
    }

    private static RecordedStream<WatchInboxRequest, WatchInboxResponse> watch(String user, WatchInboxRequest request) {
        return inbox.watch(user, request);
    }

    private static WatchInboxRequest resume(String token) {
        return WatchInboxRequest.newBuilder().setResumeToken(token).build();
    }

    private static WatchInboxRequest after(long revision) {
        return WatchInboxRequest.newBuilder().setAfterRevision(revision).build();
    }

    private static io.grpc.StatusRuntimeException assertRefused(
            String user, WatchInboxRequest request, Code code, String reason) {
        return assertProblem(Objects.requireNonNull(watch(user, request).awaitEnd()), code, reason);
    }

    private static void assertRevisionsGrow(RecordedStream<WatchInboxRequest, WatchInboxResponse> stream) {
        assertThat(stream.received().stream()
                        .filter(WatchInboxResponse::hasItem)
                        .map(WatchInboxResponse::getItem)
                        .map(InboxItem::getRevision)
                        .toList())
                .doesNotHaveDuplicates()
                .isSorted();
    }
}
