package dev.parley.inbox;

import static dev.parley.inbox.WireUpdates.head;
import static dev.parley.inbox.WireUpdates.messageId;
import static dev.parley.inbox.WireUpdates.move;
import static dev.parley.inbox.WireUpdates.thread;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.feed.v1.CloseReason;
import dev.parley.feed.v1.Closing;
import dev.parley.id.UserId;
import dev.parley.inbox.contract.Updates;
import dev.parley.inbox.merge.MergeStore;
import dev.parley.inbox.v1.InboxItem;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.inbox.watch.InboxHub;
import dev.parley.message.internal.v1.GetPreviewsRequest;
import dev.parley.message.internal.v1.PreviewQuery;
import dev.parley.platform.testing.RecordedStream;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class WatchInboxTest {

    private static final InboxUnderTest inbox = InboxUnderTest.shared();

    @Test
    void feedFromTheStartYieldsEachRowOnceThenGoesLive() {
        inbox.apply(thread("thr_w_a1", 1, "usr_w_ann", "usr_w_o"), thread("thr_w_a2", 1, "usr_w_ann", "usr_w_o"));
        inbox.apply(head("thr_w_a1", 3));
        inbox.messages().know(messageId("thr_w_a1", 4), "Hello");

        var stream = watch("usr_w_ann");
        var start = stream.awaitAll(all -> all.stream().anyMatch(WatchInboxResponse::hasCaughtUp));
        inbox.apply(head("thr_w_a1", 4, move("usr_w_ann", 2)));
        var live = stream.await(one -> one.getItem().getRow().getAsOfSequence() == 4);

        assertThat(start).hasSize(3);
        assertThat(start.subList(0, 2))
                .extracting(one -> one.getItem().getRow().getThreadId())
                .containsExactlyInAnyOrder("thr_w_a1", "thr_w_a2");
        assertRevisionsGrow(stream);
        assertThat(live.getItem().getRow()).isEqualTo(inbox.row("usr_w_ann", "thr_w_a1"));
        assertThat(live.getItem().getRow().getPreview().getText()).isEqualTo("Hello");
        assertThat(live.getItem().getRow().getUnreadCount()).isEqualTo(2);
        stream.cancel();
    }

    @Test
    void longInboxIsSentInPages() {
        inbox.applyThreads(IntStream.range(0, 11)
                .mapToObj(i -> thread("thr_w_l" + i, 1, "usr_w_lea", "usr_w_o"))
                .toList());

        var stream = watch("usr_w_lea");
        var all = stream.awaitAll(some -> some.stream().anyMatch(WatchInboxResponse::hasCaughtUp));

        assertThat(all).hasSize(12);
        assertRevisionsGrow(stream);
        assertThat(all.getLast().getCaughtUp().getPosition())
                .isEqualTo(all.get(10).getItem().getRevision());
        stream.cancel();
    }

    @Test
    void tokenResumesWithLaterChanges() {
        inbox.apply(thread("thr_w_r1", 1, "usr_w_rob", "usr_w_o"), thread("thr_w_r2", 1, "usr_w_rob", "usr_w_o"));
        var first = watch("usr_w_rob");
        var caughtUp = first.await(WatchInboxResponse::hasCaughtUp).getCaughtUp();
        first.cancel();
        inbox.apply(head("thr_w_r2", 1));
        inbox.apply(head("thr_w_r2", 2));

        for (var request : List.of(
                resume(caughtUp.getResumeToken()),
                WatchInboxRequest.newBuilder()
                        .setAfterRevision(caughtUp.getPosition())
                        .build())) {
            var second = watch("usr_w_rob", request);
            var all = second.awaitAll(some -> some.stream().anyMatch(WatchInboxResponse::hasCaughtUp));
            assertThat(all).hasSize(2);
            assertThat(all.getFirst().getItem().getRow()).isEqualTo(inbox.row("usr_w_rob", "thr_w_r2"));
            second.cancel();
        }
    }

    @Test
    void removedRowIsAnnounced() {
        inbox.apply(thread("thr_w_g1", 1, "usr_w_gus", "usr_w_gil", "usr_w_gay"));
        var stream = watch("usr_w_gus");
        stream.await(WatchInboxResponse::hasCaughtUp);

        inbox.apply(thread("thr_w_g1", 2, "usr_w_gil", "usr_w_gay"));

        var lost = stream.await(one -> !one.getItem().getRemovedThreadId().isEmpty());
        assertThat(lost.getItem().getRemovedThreadId()).isEqualTo("thr_w_g1");
        assertThat(lost.getItem().getUserId()).isEqualTo("usr_w_gus");
        assertRevisionsGrow(stream);
        stream.cancel();
    }

    @Test
    void readerFromTheStartGetsNoRowsThatWereRemovedBefore() {
        inbox.apply(thread("thr_w_n1", 1, "usr_w_nat", "usr_w_o"), thread("thr_w_n2", 1, "usr_w_nat", "usr_w_o"));
        inbox.apply(thread("thr_w_n1", 2, "usr_w_o"));

        var stream = watch("usr_w_nat");
        var start = stream.awaitAll(all -> all.stream().anyMatch(WatchInboxResponse::hasCaughtUp));
        inbox.apply(thread("thr_w_n2", 2, "usr_w_o"));
        var lost = stream.await(one -> !one.getItem().getRemovedThreadId().isEmpty());

        assertThat(start).hasSize(2);
        assertThat(start.getFirst().getItem().getRow().getThreadId()).isEqualTo("thr_w_n2");
        assertThat(lost.getItem().getRemovedThreadId()).isEqualTo("thr_w_n2");
        stream.cancel();
    }

    @Test
    void feedWithoutAStartBeginsNow() {
        inbox.apply(thread("thr_w_u1", 1, "usr_w_uma", "usr_w_o"));
        var stream = watch("usr_w_uma", WatchInboxRequest.getDefaultInstance());
        stream.await(WatchInboxResponse::hasCaughtUp);
        inbox.apply(head("thr_w_u1", 1));

        stream.await(one -> one.getItem().getRow().getAsOfSequence() == 1);

        assertThat(stream.received().getFirst().hasCaughtUp()).isTrue();
        stream.cancel();
    }

    @Test
    void rowWhosePreviewWasMissingIsSentAgainWithIt() {
        inbox.apply(thread("thr_w_m1", 1, "usr_w_mia", "usr_w_o"));
        inbox.messages().know(messageId("thr_w_m1", 1), "Hello");
        inbox.messages().setDown(true);
        inbox.apply(head("thr_w_m1", 1));
        var stream = watch("usr_w_mia");
        var first = stream.await(WatchInboxResponse::hasItem).getItem();
        inbox.messages().setDown(false);

        var again = stream.await(one -> one.getItem().getRow().hasPreview()).getItem();

        assertThat(first.getRow().getPreviewPending()).isTrue();
        assertThat(again.getRevision()).isEqualTo(first.getRevision());
        assertThat(again.getRow().getPreview().getText()).isEqualTo("Hello");
        inbox.apply(thread("thr_w_m2", 1, "usr_w_mia", "usr_w_o"));
        stream.await(one -> one.getItem().getRow().getThreadId().equals("thr_w_m2"));
        assertThat(stream.received().stream()
                        .filter(one ->
                                one.getItem().getRow().getPreview().getText().equals("Hello")))
                .as("how often it is sent with its preview")
                .hasSize(1);
        stream.cancel();
    }

    @Test
    void watchersOfOneGroupShareAPreviewLookup() {
        String[] users = Updates.users("w_group", 20);
        inbox.apply(thread("thr_w_t1", 1, users));
        inbox.messages().know(messageId("thr_w_t1", 1), "Hello");
        var streams = Stream.of(users).map(WatchInboxTest::watch).toList();
        streams.forEach(stream -> stream.await(WatchInboxResponse::hasCaughtUp));
        var gate = inbox.messages().hold();

        inbox.apply(head("thr_w_t1", 1));
        Awaitility.await()
                .until(() -> !inbox.messages().asked(messageId("thr_w_t1", 1)).isEmpty());
        gate.countDown();
        streams.forEach(stream -> stream.await(one -> one.getItem().getRow().hasPreview()));

        assertThat(inbox.messages().asked(messageId("thr_w_t1", 1)))
                .hasSizeLessThan(8)
                .flatExtracting(GetPreviewsRequest::getQueriesList)
                .flatExtracting(PreviewQuery::getUserIdsList)
                .as("each watcher's preview is looked up once")
                .containsExactlyInAnyOrder(users);
        streams.forEach(RecordedStream::cancel);
    }

    @Test
    void feedThatResumesBeforeDeletedRowsStartsAgain() {
        inbox.apply(thread("thr_w_k1", 1, "usr_w_kay", "usr_w_o"), thread("thr_w_k2", 1, "usr_w_kay", "usr_w_o"));
        inbox.apply(thread("thr_w_k1", 2, "usr_w_o"));
        inbox.sql("""
                update inbox_place set activity_time = now() - interval '31 days'
                where user_id = 'usr_w_kay' and folder = 0
                """);
        assertThat(inbox.service().bean(MergeStore.class).forgetRemoved()).isFalse();

        var stream = watch("usr_w_kay", after(2));
        var all = stream.awaitAll(some -> some.stream().anyMatch(WatchInboxResponse::hasCaughtUp));

        assertThat(all.get(0).getCompacted().getPosition()).isEqualTo(3);
        assertThat(all.get(1).getItem().getRow().getThreadId()).isEqualTo("thr_w_k2");
        assertThat(all.get(2).hasCaughtUp()).isTrue();
        stream.cancel();
    }

    @Test
    void openFeedThatMissedDeletedRowsStartsAgain() {
        inbox.apply(thread("thr_w_z1", 1, "usr_w_zoe", "usr_w_o"), thread("thr_w_z2", 1, "usr_w_zoe", "usr_w_o"));
        var stream = watch("usr_w_zoe");
        stream.await(WatchInboxResponse::hasCaughtUp);
        inbox.sql("""
                with removed as (delete from inbox_place where user_id = 'usr_w_zoe' and thread_id = 'thr_w_z1'),
                    counted as (update inbox_revision set value = 3 where key = 'usr_w_zoe')
                insert into inbox_compacted (user_id, revision) values ('usr_w_zoe', 3)
                """);
        inbox.apply(head("thr_w_z2", 1));

        var all = stream.awaitAll(
                some -> some.stream().filter(WatchInboxResponse::hasCaughtUp).count() == 2);
        var again = all.stream()
                .dropWhile(one -> !one.hasCompacted())
                .filter(one -> one.hasCompacted() || one.hasItem())
                .toList();
        assertThat(again.getFirst().getCompacted().getPosition()).isEqualTo(3);
        assertThat(again.subList(1, again.size()))
                .as("the row that is left, twice if the feed was read before the head arrived")
                .extracting(one -> one.getItem().getRow().getThreadId())
                .containsOnly("thr_w_z2");
        stream.cancel();
    }

    @Test
    void idleFeedRepeatsItsHead() {
        inbox.apply(thread("thr_w_h1", 1, "usr_w_hal", "usr_w_o"));
        var stream = watch("usr_w_hal");
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
        inbox.apply(thread("thr_w_p1", 1, "usr_w_pam", "usr_w_o"));
        var stream = watch("usr_w_pam");
        stream.await(WatchInboxResponse::hasCaughtUp);

        // Bypasses the hub of this process.
        inbox.service().bean(MergeStore.class).mergeHeads(List.of(Updates.head("thr_w_p1", 5)));

        stream.await(one -> one.getItem().getRow().getAsOfSequence() == 5);
        stream.cancel();
    }

    @Test
    void foreignTokensAndRevisionsBeyondTheHeadAreRefused() {
        inbox.apply(thread("thr_w_f1", 1, "usr_w_fay", "usr_w_flo"));
        var stream = watch("usr_w_fay");
        var caughtUp = stream.await(WatchInboxResponse::hasCaughtUp).getCaughtUp();
        stream.cancel();

        assertRefused("usr_w_flo", resume(caughtUp.getResumeToken()), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
        var nonsense = assertRefused("usr_w_fay", resume("nonsense"), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
        assertThat(errorInfo(nonsense).getMetadataMap()).containsEntry("field", "resume_token");
        assertRefused("usr_w_fay", resume(""), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        assertRefused("usr_w_fay", after(-1), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        assertRefused("usr_w_nobody", after(1), Code.OUT_OF_RANGE, "REVISION_BEYOND_HEAD");
        var beyond = assertRefused(
                "usr_w_fay", after(caughtUp.getPosition() + 1), Code.OUT_OF_RANGE, "REVISION_BEYOND_HEAD");
        assertThat(errorInfo(beyond).getMetadataMap()).containsEntry("head", "" + caughtUp.getPosition());
    }

    @Test
    void watchesEndWithTheirStreams() {
        var stream = watch("usr_w_end");
        stream.await(WatchInboxResponse::hasCaughtUp);
        var hub = inbox.service().bean(InboxHub.class);
        assertThat(hub.watched()).contains(new UserId("usr_w_end"));

        stream.cancel();

        Awaitility.await().until(() -> !hub.watched().contains(new UserId("usr_w_end")));
    }

    @Test
    void shutdownClosesFeedsWithAToken() {
        try (var other = new InboxUnderTest(InboxUnderTest.SETTINGS)) {
            other.apply(thread("thr_w_s1", 1, "usr_w_sam", "usr_w_o"));
            var stream = other.watch("usr_w_sam");
            stream.await(WatchInboxResponse::hasCaughtUp);

            other.service().context().close();

            Closing closing = stream.await(WatchInboxResponse::hasClosing).getClosing();
            assertThat(closing.getReason()).isEqualTo(CloseReason.CLOSE_REASON_SHUTDOWN);
            assertThat(closing.getResumeToken()).isNotEmpty();
            assertProblem(Objects.requireNonNull(stream.awaitEnd()), Code.UNAVAILABLE, "SHUTTING_DOWN");
        }
    }

    private static RecordedStream<WatchInboxRequest, WatchInboxResponse> watch(String user) {
        return inbox.watch(user);
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
