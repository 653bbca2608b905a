package dev.parley.inbox;

import static dev.parley.inbox.News.head;
import static dev.parley.inbox.News.messageId;
import static dev.parley.inbox.News.move;
import static dev.parley.inbox.News.second;
import static dev.parley.inbox.News.thread;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.inbox.v1.Badge;
import dev.parley.inbox.v1.ExplainUnreadRequest;
import dev.parley.inbox.v1.ExplainUnreadResponse;
import dev.parley.inbox.v1.Folder;
import dev.parley.inbox.v1.GetBadgeRequest;
import dev.parley.inbox.v1.GetInboxRowRequest;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.InboxServiceGrpc;
import dev.parley.inbox.v1.ListInboxRequest;
import dev.parley.thread.v1.ThreadForm;
import dev.parley.thread.v1.ThreadKind;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class InboxServiceTest {

    private static InboxUnderTest inbox;

    @BeforeAll
    static void start() {
        inbox = new InboxUnderTest(Map.of());
    }

    @AfterAll
    static void stop() {
        inbox.close();
    }

    @Test
    void rowShowsThreadHeadAndUnread() {
        inbox.apply(thread("thr_a1", 1, "usr_ann", "usr_ben").toBuilder()
                .setKind(ThreadKind.THREAD_KIND_INQUIRY)
                .setSubject("Wedding")
                .build());
        inbox.apply(head("thr_a1", 5, 4, 50, move("usr_ben", 2)));

        InboxRow row = inbox.row("usr_ben", "thr_a1");

        assertThat(row.getRevision()).isPositive();
        assertThat(row)
                .isEqualTo(InboxRow.newBuilder()
                        .setThreadId("thr_a1")
                        .setFolder(Folder.FOLDER_ALL)
                        .setForm(ThreadForm.THREAD_FORM_DIRECT)
                        .setKind(ThreadKind.THREAD_KIND_INQUIRY)
                        .setSubject("Wedding")
                        .setCounterpartId("usr_ann")
                        .setUnreadCount(2)
                        .setHeadOrdinal(4)
                        .setReadSequence(2)
                        .setAsOfSequence(5)
                        .setActivityTime(second(50))
                        .setRevision(row.getRevision())
                        .build());
        assertThat(inbox.row("usr_ann", "thr_a1").getCounterpartId()).isEqualTo("usr_ben");
    }

    @Test
    void listGoesFromNewestToOldestInStablePages() {
        var ids = IntStream.range(0, 7).mapToObj(i -> "thr_p" + i).toList();
        inbox.applyThreads(
                ids.stream().map(id -> thread(id, 1, "usr_pam", "usr_o")).toList());
        // Two of the same time, and one without a message.
        inbox.apply(
                head("thr_p1", 1, 1, 10),
                head("thr_p2", 1, 1, 20),
                head("thr_p3", 1, 1, 20),
                head("thr_p4", 1, 1, 40),
                head("thr_p5", 1, 1, 50),
                head("thr_p6", 1, 1, 60));

        var first = page("usr_pam", "", 3);
        inbox.apply(head("thr_p1", 2, 2, 70));
        var second = page("usr_pam", first.getNextPageToken(), 3);
        var third = page("usr_pam", second.getNextPageToken(), 3);

        assertThat(threads(first.getRowsList())).containsExactly("thr_p6", "thr_p5", "thr_p4");
        assertThat(threads(second.getRowsList())).containsExactly("thr_p3", "thr_p2", "thr_p0");
        assertThat(second.getNextPageToken()).isEmpty();
        assertThat(third).isEqualTo(page("usr_pam", "", 3));
        assertThat(threads(third.getRowsList())).startsWith("thr_p1");
        assertThat(first.getRevision()).isPositive();
        assertThat(second.getRevision()).isGreaterThan(first.getRevision());
        assertThat(page("usr_pam", "", 100_000).getRowsCount()).isEqualTo(7);
    }

    @Test
    void emptyInboxIsAnEmptyPage() {
        var page = page("usr_nobody", "", 0);
        assertThat(page.getRowsList()).isEmpty();
        assertThat(page.getNextPageToken()).isEmpty();
        assertThat(page.getRevision()).isZero();
    }

    @Test
    void malformedAndForeignPagesAreRefused() {
        inbox.apply(thread("thr_q1", 1, "usr_quy", "usr_o"), thread("thr_q2", 1, "usr_quy", "usr_o"));
        String token = page("usr_quy", "", 1).getNextPageToken();

        assertThat(token).isNotEmpty();
        assertProblem(() -> page("usr_o", token, 1), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
        assertProblem(() -> page("usr_quy", "x" + token, 1), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
        assertProblem(() -> page("usr_quy", "x", 1), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
        assertProblem(() -> page("usr_quy", "", -1), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        var archived =
                ListInboxRequest.newBuilder().setFolder(Folder.FOLDER_ARCHIVED).setPageToken(token);
        assertProblem(
                () -> inbox.as("usr_quy").listInbox(archived.build()), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
        var unknown = ListInboxRequest.newBuilder().setFolderValue(77);
        assertProblem(() -> inbox.as("usr_quy").listInbox(unknown.build()), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
    }

    @Test
    void threadOfOthersAndUnknownThreadAreNotToldApart() {
        inbox.apply(thread("thr_r1", 1, "usr_rob", "usr_o"));

        var foreign =
                assertProblem(() -> inbox.row("usr_eve", "thr_r1"), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        var unknown =
                assertProblem(() -> inbox.row("usr_eve", "thr_r2"), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        assertThat(foreign.getStatus().getDescription().replace("thr_r1", "thr_r2"))
                .isEqualTo(unknown.getStatus().getDescription());
        assertProblem(() -> inbox.row("usr_eve", "nothing"), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
    }

    @Test
    void badgeSumsWhatIsUnreadAndNotArchived() {
        inbox.apply(
                thread("thr_b1", 1, "usr_bea", "usr_o"),
                thread("thr_b2", 1, "usr_bea", "usr_o"),
                thread("thr_b3", 1, "usr_bea", "usr_o"),
                thread("thr_b4", 1, "usr_bea", "usr_o").toBuilder()
                        .setArchived(true)
                        .build());
        inbox.apply(head("thr_b1", 3), head("thr_b2", 4, move("usr_bea", 4)), head("thr_b3", 2), head("thr_b4", 9));

        Badge badge = badge("usr_bea");
        inbox.apply(head("thr_b1", 3, move("usr_bea", 2)));
        Badge later = badge("usr_bea");

        assertThat(badge.getUnreadThreadCount()).isEqualTo(2);
        assertThat(badge.getUnreadMessageCount()).isEqualTo(5);
        assertThat(later.getUnreadThreadCount()).isEqualTo(2);
        assertThat(later.getUnreadMessageCount()).isEqualTo(3);
        assertThat(later.getRevision()).isGreaterThan(badge.getRevision());
        assertThat(badge("usr_nobody")).isEqualTo(Badge.getDefaultInstance());
    }

    @Test
    void unreadIsExplainedToItsUserAndToOperators() {
        inbox.apply(thread("thr_x1", 3, "usr_xia", "usr_yan"));
        inbox.apply(head("thr_x1", 7, 6, 10, move("usr_xia", 2)));
        var request = ExplainUnreadRequest.newBuilder().setThreadId("thr_x1");

        ExplainUnreadResponse own = inbox.as("usr_xia").explainUnread(request.build());
        assertThat(own)
                .isEqualTo(ExplainUnreadResponse.newBuilder()
                        .setThreadId("thr_x1")
                        .setUserId("usr_xia")
                        .setUnreadCount(4)
                        .setHeadOrdinal(6)
                        .setReadOrdinal(2)
                        .setReadSequence(2)
                        .setAsOfSequence(7)
                        .setThreadVersion(3)
                        .setRevision(own.getRevision())
                        .build());

        var ofXia = request.setUserId("usr_xia").build();
        assertThat(inbox.as("usr_xia").explainUnread(ofXia)).isEqualTo(own);
        var operator = InboxServiceGrpc.newBlockingStub(inbox.service().as("usr_ops", "operator"));
        assertThat(operator.explainUnread(ofXia)).isEqualTo(own);
        assertProblem(() -> inbox.as("usr_yan").explainUnread(ofXia), Code.PERMISSION_DENIED, "SCOPE_MISSING");
        var nothing = ExplainUnreadRequest.newBuilder().setThreadId("thr_x2").build();
        assertProblem(() -> operator.explainUnread(nothing), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
    }

    @Test
    void previewsComeInOneCallForTheUser() {
        inbox.apply(thread("thr_v1", 1, "usr_val", "usr_o"), thread("thr_v2", 1, "usr_val", "usr_o"));
        inbox.apply(head("thr_v1", 1, 1, 1), head("thr_v2", 1, 1, 2));
        inbox.messages().know(messageId("thr_v1", 1), "😀".repeat(121));

        int before = inbox.messages().asked().size();
        var rows = inbox.list("usr_val");
        var asked = inbox.messages().asked();

        assertThat(asked.subList(before, asked.size())).containsExactly(new FakeMessages.Asked("usr_val", 2));
        assertThat(rows.get(0).hasPreview()).isFalse();
        assertThat(rows.get(1).getPreview().getText()).isEqualTo("😀".repeat(120));
        assertThat(rows.get(1).getPreview().getMessageId()).isEqualTo(messageId("thr_v1", 1));
        assertThat(rows.get(1).getPreview().getSenderId()).isEqualTo("usr_sender");
    }

    @Test
    void rowsComeWithoutPreviewsWhileMessageServiceIsDownOrHangs() {
        inbox.apply(thread("thr_w1", 1, "usr_wes", "usr_o"));
        inbox.apply(head("thr_w1", 1));
        inbox.messages().know(messageId("thr_w1", 1), "Hello");

        inbox.messages().setDown(true);
        assertThat(inbox.row("usr_wes", "thr_w1").hasPreview()).isFalse();
        inbox.messages().setDown(false);
        var gate = inbox.messages().hold();
        assertThat(inbox.row("usr_wes", "thr_w1").hasPreview()).isFalse();
        gate.countDown();
        assertThat(inbox.row("usr_wes", "thr_w1").getPreview().getText()).isEqualTo("Hello");
    }

    @Test
    void previewsAreWaitedForOnlyWhileTheCallHasTime() {
        inbox.apply(thread("thr_u1", 1, "usr_uma", "usr_o"));
        inbox.apply(head("thr_u1", 1));

        var gate = inbox.messages().hold();
        InboxRow row = inbox.as("usr_uma")
                .withDeadlineAfter(1, TimeUnit.SECONDS)
                .getInboxRow(
                        GetInboxRowRequest.newBuilder().setThreadId("thr_u1").build());
        gate.countDown();

        assertThat(row.getThreadId()).isEqualTo("thr_u1");
        assertThat(row.hasPreview()).isFalse();
    }

    private static dev.parley.inbox.v1.ListInboxResponse page(String user, String token, int size) {
        return inbox.as(user)
                .listInbox(ListInboxRequest.newBuilder()
                        .setPageToken(token)
                        .setPageSize(size)
                        .build());
    }

    private static List<String> threads(List<InboxRow> rows) {
        return rows.stream().map(InboxRow::getThreadId).toList();
    }

    private static Badge badge(String user) {
        return inbox.as(user).getBadge(GetBadgeRequest.getDefaultInstance());
    }
}
