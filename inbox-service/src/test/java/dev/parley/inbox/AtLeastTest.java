package dev.parley.inbox;

import static dev.parley.inbox.InboxUnderTest.atLeast;
import static dev.parley.inbox.News.head;
import static dev.parley.inbox.News.move;
import static dev.parley.inbox.News.thread;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static dev.parley.platform.testing.WireProblems.retryInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.MergeStore;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.v1.GetBadgeRequest;
import dev.parley.inbox.v1.GetInboxRowRequest;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.ListInboxRequest;
import dev.parley.inbox.watch.InboxHub;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class AtLeastTest {

    private static InboxUnderTest patient;
    private static InboxUnderTest hasty;

    @BeforeAll
    static void start() {
        // Asks the store so seldom that only a hint can have woken it.
        patient = new InboxUnderTest(Map.of("parley.inbox.wait-interval", "1s"));
        hasty = new InboxUnderTest(Map.of("parley.inbox.patience", "50ms"));
    }

    @AfterAll
    static void stop() {
        patient.close();
        hasty.close();
    }

    @Test
    void whatIsThereIsAnsweredAtOnce() {
        hasty.apply(thread("thr_a1", 1, "usr_ann", "usr_ben"));
        hasty.apply(head("thr_a1", 4));

        var list =
                ListInboxRequest.newBuilder().setAtLeast(atLeast("thr_a1", 4)).build();
        assertThat(hasty.as("usr_ann").listInbox(list).getRows(0).getAsOfSequence())
                .isEqualTo(4);
        var badge =
                GetBadgeRequest.newBuilder().setAtLeast(atLeast("thr_a1", 3)).build();
        assertThat(hasty.as("usr_ann").getBadge(badge).getUnreadMessageCount()).isEqualTo(4);
    }

    @Test
    void readersWaitForTheHeadAndWake() throws Exception {
        patient.apply(thread("thr_b1", 1, "usr_bea", "usr_bob"));
        patient.apply(head("thr_b1", 1));
        var list = whileWaiting(
                "usr_bea",
                () -> patient.as("usr_bea")
                        .listInbox(ListInboxRequest.newBuilder()
                                .setAtLeast(atLeast("thr_b1", 2))
                                .build()));
        var row = whileWaiting("usr_bob", () -> row(patient, "usr_bob", "thr_b1", "thr_b1", 2));

        patient.apply(head("thr_b1", 2, move("usr_bob", 2)));

        assertThat(list.get(10, TimeUnit.SECONDS).getRows(0).getUnreadCount()).isEqualTo(2);
        assertThat(row.get(10, TimeUnit.SECONDS).getUnreadCount()).isZero();
    }

    @Test
    void readerWaitsForARowThatIsNotThereYet() throws Exception {
        patient.apply(head("thr_c1", 1));
        var row = whileWaiting("usr_cat", () -> row(patient, "usr_cat", "thr_c1", "thr_c1", 1));

        patient.apply(thread("thr_c1", 1, "usr_cat", "usr_cid"));

        assertThat(row.get(10, TimeUnit.SECONDS).getUnreadCount()).isEqualTo(1);
    }

    @Test
    void readerFindsWhatAnotherProcessMerged() throws Exception {
        patient.apply(thread("thr_d1", 1, "usr_dan", "usr_dee"));
        var row = whileWaiting("usr_dan", () -> row(patient, "usr_dan", "thr_d1", "thr_d1", 3));

        // Past the hub of this process.
        patient.service()
                .bean(MergeStore.class)
                .mergeHeads(List.of(new ThreadHead(new ThreadId("thr_d1"), 3, 3, Optional.empty(), List.of())));

        assertThat(row.get(10, TimeUnit.SECONDS).getAsOfSequence()).isEqualTo(3);
    }

    @Test
    void inboxThatDoesNotCatchUpSaysSo() {
        hasty.apply(thread("thr_e1", 1, "usr_eve", "usr_eli"));
        hasty.apply(head("thr_e1", 2));

        var list =
                ListInboxRequest.newBuilder().setAtLeast(atLeast("thr_e1", 3)).build();
        var failure = assertProblem(() -> hasty.as("usr_eve").listInbox(list), Code.UNAVAILABLE, "INBOX_BEHIND");
        assertThat(retryInfo(failure).getRetryDelay().getNanos()).isPositive();
        assertThat(errorInfo(failure).getMetadataMap()).containsEntry("sequence", "3");
        var badge =
                GetBadgeRequest.newBuilder().setAtLeast(atLeast("thr_e1", 3)).build();
        assertProblem(() -> hasty.as("usr_eve").getBadge(badge), Code.UNAVAILABLE, "INBOX_BEHIND");
        assertProblem(() -> row(hasty, "usr_eve", "thr_e1", "thr_e1", 3), Code.UNAVAILABLE, "INBOX_BEHIND");
    }

    @Test
    void foreignThreadIsDeniedNotBehind() {
        hasty.apply(thread("thr_f1", 1, "usr_fay", "usr_flo"));
        hasty.apply(head("thr_f1", 2));

        assertProblem(
                () -> row(hasty, "usr_eve", "thr_f1", "thr_f1", 1), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        assertProblem(
                () -> row(hasty, "usr_eve", "thr_f9", "thr_f9", 1), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
    }

    @Test
    void malformedPositionIsRefused() {
        assertProblem(() -> row(hasty, "usr_eve", "thr_f1", "thr_f1", 0), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        assertProblem(() -> row(hasty, "usr_eve", "thr_f1", "f1", 1), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
    }

    /// Begins a call and returns once it waits.
    private static <T> CompletableFuture<T> whileWaiting(String user, Supplier<T> call) {
        var result = CompletableFuture.supplyAsync(call, Executors.newVirtualThreadPerTaskExecutor());
        var hub = patient.service().bean(InboxHub.class);
        Awaitility.await().until(() -> hub.watched().contains(new UserId(user)));
        return result;
    }

    private static InboxRow row(InboxUnderTest inbox, String user, String thread, String awaited, long sequence) {
        return inbox.as(user)
                .getInboxRow(GetInboxRowRequest.newBuilder()
                        .setThreadId(thread)
                        .setAtLeast(atLeast(awaited, sequence))
                        .build());
    }
}
