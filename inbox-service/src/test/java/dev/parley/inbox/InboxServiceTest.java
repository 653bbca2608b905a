package dev.parley.inbox;

import static dev.parley.inbox.WireUpdates.head;
import static dev.parley.inbox.WireUpdates.messageId;
import static dev.parley.inbox.WireUpdates.move;
import static dev.parley.inbox.WireUpdates.second;
import static dev.parley.inbox.WireUpdates.thread;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.inbox.internal.v1.HiddenOrdinal;
import dev.parley.inbox.internal.v1.ThreadHead;
import dev.parley.inbox.v1.Badge;
import dev.parley.inbox.v1.ExplainUnreadRequest;
import dev.parley.inbox.v1.ExplainUnreadResponse;
import dev.parley.inbox.v1.Folder;
import dev.parley.inbox.v1.GetBadgeRequest;
import dev.parley.inbox.v1.GetInboxRowRequest;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.InboxServiceGrpc;
import dev.parley.inbox.v1.ListInboxRequest;
import dev.parley.inbox.v1.Preview;
import dev.parley.message.internal.v1.PreviewQuery;
import dev.parley.message.v1.MessageKind;
import dev.parley.message.v1.MessageState;
import dev.parley.thread.v1.GroupRole;
import dev.parley.thread.v1.ParticipantBrief;
import dev.parley.thread.v1.ThreadForm;
import dev.parley.thread.v1.ThreadKind;
import io.grpc.Status.Code;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class InboxServiceTest {

    private static final InboxUnderTest inbox = InboxUnderTest.shared();

    @Test
    void rowShowsThreadHeadAndUnread() {
        inbox.apply(thread("thr_i_a1", 1, "usr_i_ann", "usr_i_ben").toBuilder()
                .setKind(ThreadKind.THREAD_KIND_INQUIRY)
                .setSubject("Wedding")
                .build());
        inbox.apply(head("thr_i_a1", 5, 4, 50, move("usr_i_ben", 2)));

        InboxRow row = inbox.row("usr_i_ben", "thr_i_a1");

        assertThat(row.getRevision()).isPositive();
        assertThat(row)
                .isEqualTo(InboxRow.newBuilder()
                        .setThreadId("thr_i_a1")
                        .addFolders(Folder.FOLDER_ALL)
                        .setForm(ThreadForm.THREAD_FORM_DIRECT)
                        .setKind(ThreadKind.THREAD_KIND_INQUIRY)
                        .setSubject("Wedding")
                        .addParticipantPreview(brief("usr_i_ann"))
                        .setParticipantCount(2)
                        .setUnreadCount(2)
                        .setMessageCount(4)
                        .setReadSequence(2)
                        .setAsOfSequence(5)
                        .setActivityTime(second(50))
                        .setRevision(row.getRevision())
                        .build());
        assertThat(inbox.row("usr_i_ann", "thr_i_a1").getParticipantPreviewList())
                .containsExactly(brief("usr_i_ben"));
    }

    @Test
    void listGoesFromNewestToOldestInStablePages() {
        var ids = IntStream.range(0, 7).mapToObj(i -> "thr_i_p" + i).toList();
        inbox.applyThreads(
                ids.stream().map(id -> thread(id, 1, "usr_i_pam", "usr_i_o")).toList());
        // Two with the same time, and one without a message.
        inbox.apply(
                head("thr_i_p1", 1, 1, 10),
                head("thr_i_p2", 1, 1, 20),
                head("thr_i_p3", 1, 1, 20),
                head("thr_i_p4", 1, 1, 40),
                head("thr_i_p5", 1, 1, 50),
                head("thr_i_p6", 1, 1, 60));

        var first = page("usr_i_pam", "", 3);
        inbox.apply(head("thr_i_p1", 2, 2, 70));
        var second = page("usr_i_pam", first.getNextPageToken(), 3);
        var third = page("usr_i_pam", second.getNextPageToken(), 3);

        assertThat(threads(first.getRowsList())).containsExactly("thr_i_p6", "thr_i_p5", "thr_i_p4");
        assertThat(threads(second.getRowsList())).containsExactly("thr_i_p3", "thr_i_p2", "thr_i_p0");
        assertThat(second.getNextPageToken()).isEmpty();
        assertThat(third).isEqualTo(page("usr_i_pam", "", 3));
        assertThat(threads(third.getRowsList())).startsWith("thr_i_p1");
        assertThat(first.getRevision()).isPositive();
        assertThat(second.getRevision()).isGreaterThan(first.getRevision());
        assertThat(page("usr_i_pam", "", 100_000).getRowsCount()).isEqualTo(7);
    }

    @Test
    void emptyInboxIsAnEmptyPage() {
        var page = page("usr_i_nobody", "", 0);
        assertThat(page.getRowsList()).isEmpty();
        assertThat(page.getNextPageToken()).isEmpty();
        assertThat(page.getRevision()).isZero();
    }

    @Test
    void malformedAndForeignPagesAreRefused() {
        inbox.apply(thread("thr_i_q1", 1, "usr_i_quy", "usr_i_o"), thread("thr_i_q2", 1, "usr_i_quy", "usr_i_o"));
        String token = page("usr_i_quy", "", 1).getNextPageToken();

        assertThat(token).isNotEmpty();
        assertProblem(() -> page("usr_i_o", token, 1), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
        assertProblem(() -> page("usr_i_quy", "x" + token, 1), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
        var malformed = assertProblem(() -> page("usr_i_quy", "x", 1), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
        assertThat(errorInfo(malformed).getMetadataMap()).containsEntry("field", "page_token");
        assertProblem(() -> page("usr_i_quy", "", -1), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        var archived =
                ListInboxRequest.newBuilder().setFolder(Folder.FOLDER_ARCHIVED).setPageToken(token);
        assertProblem(
                () -> inbox.as("usr_i_quy").listInbox(archived.build()), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
    }

    @Test
    void foreignAndUnknownThreadsAreIndistinguishable() {
        inbox.apply(thread("thr_i_r1", 1, "usr_i_rob", "usr_i_o"));

        var foreign =
                assertProblem(() -> inbox.row("usr_i_eve", "thr_i_r1"), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        var unknown =
                assertProblem(() -> inbox.row("usr_i_eve", "thr_i_r2"), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        assertThat(foreign.getStatus().getDescription().replace("thr_i_r1", "thr_i_r2"))
                .isEqualTo(unknown.getStatus().getDescription());
        assertProblem(() -> inbox.row("usr_i_eve", "nothing"), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
    }

    @Test
    void badgeSumsWhatIsUnreadAndNotArchived() {
        inbox.apply(
                thread("thr_i_b1", 1, "usr_i_bea", "usr_i_o"),
                thread("thr_i_b2", 1, "usr_i_bea", "usr_i_o"),
                thread("thr_i_b3", 1, "usr_i_bea", "usr_i_o"),
                thread("thr_i_b4", 1, "usr_i_bea", "usr_i_o").toBuilder()
                        .setArchived(true)
                        .build());
        inbox.apply(
                head("thr_i_b1", 3),
                head("thr_i_b2", 4, move("usr_i_bea", 4)),
                head("thr_i_b3", 2),
                head("thr_i_b4", 9));

        Badge badge = badge("usr_i_bea");
        inbox.apply(head("thr_i_b1", 3, move("usr_i_bea", 2)));
        Badge later = badge("usr_i_bea");

        assertThat(badge.getUnreadThreadCount()).isEqualTo(2);
        assertThat(badge.getUnreadMessageCount()).isEqualTo(5);
        assertThat(later.getUnreadThreadCount()).isEqualTo(2);
        assertThat(later.getUnreadMessageCount()).isEqualTo(3);
        assertThat(later.getRevision()).isGreaterThan(badge.getRevision());
        assertThat(badge("usr_i_nobody")).isEqualTo(Badge.getDefaultInstance());
    }

    @Test
    void userWhoIsAddedAgainHasNothingUnreadBeforeTheCursorOfTheJoin() {
        String user = "usr_i_rea";
        inbox.apply(thread("thr_i_re1", 1, user, "usr_i_reb", "usr_i_rec"));
        inbox.apply(head("thr_i_re1", 2, move(user, 2)));
        inbox.apply(thread("thr_i_re1", 2, "usr_i_reb", "usr_i_rec"));
        inbox.apply(head("thr_i_re1", 5));
        inbox.apply(thread("thr_i_re1", 3, "usr_i_reb", "usr_i_rec").toBuilder()
                .addParticipants(WireUpdates.participant(user, 3))
                .build());

        assertThat(inbox.row(user, "thr_i_re1").getUnreadCount()).isZero();
        assertThat(badge(user).getUnreadMessageCount()).isZero();

        inbox.apply(head("thr_i_re1", 7, WireUpdates.joined(user, 6, 3)));
        assertThat(inbox.row(user, "thr_i_re1").getUnreadCount()).isEqualTo(1);
        assertThat(badge(user).getUnreadMessageCount()).isEqualTo(1);
    }

    @Test
    void unreadIsExplainedToItsUserAndToOperators() {
        inbox.apply(thread("thr_i_x1", 3, "usr_i_xia", "usr_i_yan"));
        inbox.apply(head("thr_i_x1", 7, 6, 10, move("usr_i_xia", 2)));
        var request = ExplainUnreadRequest.newBuilder().setThreadId("thr_i_x1");

        ExplainUnreadResponse own = inbox.as("usr_i_xia").explainUnread(request.build());
        assertThat(own)
                .isEqualTo(ExplainUnreadResponse.newBuilder()
                        .setThreadId("thr_i_x1")
                        .setUserId("usr_i_xia")
                        .setUnreadCount(4)
                        .setHeadOrdinal(6)
                        .setReadOrdinal(2)
                        .setReadSequence(2)
                        .setAsOfSequence(7)
                        .setCursorVersion(2)
                        .setRevision(own.getRevision())
                        .build());

        ThreadHead hiding = head("thr_i_x1", 8, 7, 11).toBuilder()
                .addHiddenOrdinals(
                        HiddenOrdinal.newBuilder().setOrdinal(4).setHidden(true).setVersion(1))
                .build();
        inbox.apply(hiding);
        own = inbox.as("usr_i_xia").explainUnread(request.build());
        assertThat(own.getUnreadCount()).isEqualTo(4);
        assertThat(own.getHiddenCount()).isEqualTo(1);
        assertThat(own.getHiddenOrdinalsList()).isEmpty();

        var ofXia = request.setUserId("usr_i_xia").build();
        assertThat(inbox.as("usr_i_xia").explainUnread(ofXia)).isEqualTo(own);
        var operator = InboxServiceGrpc.newBlockingStub(inbox.service().as("usr_i_ops", "operator"));
        assertThat(operator.explainUnread(ofXia))
                .isEqualTo(
                        own.toBuilder().addHiddenOrdinals(4).setThreadVersion(3).build());
        assertProblem(() -> inbox.as("usr_i_yan").explainUnread(ofXia), Code.PERMISSION_DENIED, "SCOPE_MISSING");
        var nothing = ExplainUnreadRequest.newBuilder().setThreadId("thr_i_x2").build();
        assertProblem(() -> operator.explainUnread(nothing), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
    }

    @Test
    void previewsAreReadInOneCallForTheUser() {
        inbox.apply(thread("thr_i_v1", 1, "usr_i_val", "usr_i_o"), thread("thr_i_v2", 1, "usr_i_val", "usr_i_o"));
        inbox.apply(head("thr_i_v1", 1, 1, 1), head("thr_i_v2", 1, 1, 2));
        inbox.messages().know(messageId("thr_i_v1", 1), "Hello");

        var rows = inbox.list("usr_i_val");

        var asked = inbox.messages().asked(messageId("thr_i_v1", 1));
        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst().getQueriesList())
                .extracting(PreviewQuery::getMessageId, query -> query.getUserIds(0))
                .containsExactly(
                        tuple(messageId("thr_i_v2", 1), "usr_i_val"), tuple(messageId("thr_i_v1", 1), "usr_i_val"));
        assertThat(rows.get(0).hasPreview()).isFalse();
        assertThat(rows.get(0).getPreviewPending()).isFalse();
        assertThat(rows.get(1).getPreview())
                .isEqualTo(Preview.newBuilder()
                        .setMessageId(messageId("thr_i_v1", 1))
                        .setSenderId("usr_sender")
                        .setKind(MessageKind.MESSAGE_KIND_TEXT)
                        .setText("Hello")
                        .setFallbackText("Fallback: Hello")
                        .setCreateTime(second(1))
                        .setState(MessageState.MESSAGE_STATE_ACTIVE)
                        .build());
    }

    @Test
    void previewOfADeletedMessageSaysSo() {
        inbox.apply(thread("thr_i_d1", 1, "usr_i_del", "usr_i_o"));
        inbox.apply(head("thr_i_d1", 1, 1, 1));
        inbox.messages().know(messageId("thr_i_d1", 1), "");

        var preview = inbox.row("usr_i_del", "thr_i_d1").getPreview();
        assertThat(preview.getState()).isEqualTo(MessageState.MESSAGE_STATE_DELETED);
        assertThat(preview.getText()).isEmpty();
        assertThat(preview.getFallbackText()).isNotEmpty();
    }

    @Test
    void userWhoMayNotSeeTheNewestMessageSeesNone() {
        inbox.apply(thread("thr_i_n1", 1, "usr_i_nat", "usr_i_o"));
        inbox.apply(head("thr_i_n1", 1));
        inbox.messages().know(messageId("thr_i_n1", 1), "Hello");
        inbox.messages().deny("usr_i_nat");

        InboxRow row = inbox.row("usr_i_nat", "thr_i_n1");

        assertThat(row.hasPreview()).isFalse();
        assertThat(row.getPreviewPending()).isFalse();
        assertThat(inbox.row("usr_i_o", "thr_i_n1").hasPreview()).isTrue();
    }

    @Test
    void pageThatIsReadAgainAsksForNewHeadsOnly() {
        inbox.apply(
                thread("thr_i_again1", 1, "usr_i_agnes", "usr_i_o"),
                thread("thr_i_again2", 1, "usr_i_agnes", "usr_i_o"));
        inbox.apply(head("thr_i_again1", 1), head("thr_i_again2", 1));
        inbox.messages().know("msg_i_again1-1", "Here");
        inbox.messages().know("msg_i_again2-1", "There");
        var rows = inbox.list("usr_i_agnes");
        assertThat(inbox.list("usr_i_agnes"))
                .isEqualTo(rows)
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.hasPreview()).isTrue());
        assertThat(inbox.messages().asked("msg_i_again1-1")).hasSize(1);

        inbox.apply(head("thr_i_again1", 2, 1, 1));
        inbox.messages().know("msg_i_again1-1", "Edited");
        assertThat(inbox.row("usr_i_agnes", "thr_i_again1").getPreview().getText())
                .isEqualTo("Edited");
        assertThat(inbox.row("usr_i_agnes", "thr_i_again2").getPreview().getText())
                .isEqualTo("There");
        assertThat(inbox.messages().asked("msg_i_again1-1")).hasSize(2);
        assertThat(inbox.messages().asked("msg_i_again2-1")).hasSize(1);
    }

    @Test
    void hiddenMessageIsNeitherPreviewedNorWaitedFor() {
        inbox.apply(thread("thr_i_h1", 1, "usr_i_hal", "usr_i_o"));
        inbox.messages().know(messageId("thr_i_h1", 1), "Hello");
        inbox.apply(head("thr_i_h1", 1).toBuilder()
                .addHiddenOrdinals(HiddenOrdinal.newBuilder()
                        .setUserId("usr_i_hal")
                        .setOrdinal(1)
                        .setHidden(true)
                        .setVersion(1))
                .build());
        inbox.messages().setDown(true);

        InboxRow row = inbox.row("usr_i_hal", "thr_i_h1");
        inbox.messages().setDown(false);

        assertThat(row.hasPreview()).isFalse();
        assertThat(row.getPreviewPending()).isFalse();
        assertThat(row.getUnreadCount()).isZero();
        assertThat(inbox.messages().asked(messageId("thr_i_h1", 1))).isEmpty();
        assertThat(inbox.row("usr_i_o", "thr_i_h1").hasPreview()).isTrue();
    }

    @Test
    void archivedFlagMovesAThreadToItsFolder() {
        var open = thread("thr_i_f1", 1, "usr_i_fay", "usr_i_o");
        inbox.apply(open);
        inbox.apply(open.toBuilder().setVersion(2).setArchived(true).build());
        assertThat(inbox.row("usr_i_fay", "thr_i_f1").getFoldersList()).containsExactly(Folder.FOLDER_ARCHIVED);
        inbox.apply(open.toBuilder().setVersion(3).build());
        assertThat(inbox.row("usr_i_fay", "thr_i_f1").getFoldersList()).containsExactly(Folder.FOLDER_ALL);
    }

    @Test
    void rowsHaveNoPreviewsWhileMessageServiceIsDownOrHangs() {
        inbox.apply(thread("thr_i_w1", 1, "usr_i_wes", "usr_i_o"));
        inbox.apply(head("thr_i_w1", 1));
        inbox.messages().know(messageId("thr_i_w1", 1), "Hello");

        inbox.messages().setDown(true);
        assertThat(inbox.row("usr_i_wes", "thr_i_w1").getPreviewPending()).isTrue();
        inbox.messages().setDown(false);
        var gate = inbox.messages().hold();
        assertThat(inbox.row("usr_i_wes", "thr_i_w1").hasPreview()).isFalse();
        gate.countDown();
        assertThat(inbox.row("usr_i_wes", "thr_i_w1").getPreview().getText()).isEqualTo("Hello");
    }

    @Test
    void rowsWaitForPreviewsOnlyWhileTheCallHasTime() {
        inbox.apply(thread("thr_i_u1", 1, "usr_i_uma", "usr_i_o"));
        inbox.apply(head("thr_i_u1", 1));

        var gate = inbox.messages().hold();
        InboxRow row = inbox.as("usr_i_uma")
                .withDeadlineAfter(1, TimeUnit.SECONDS)
                .getInboxRow(
                        GetInboxRowRequest.newBuilder().setThreadId("thr_i_u1").build())
                .getRow();
        gate.countDown();

        assertThat(row.getThreadId()).isEqualTo("thr_i_u1");
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
        return inbox.as(user).getBadge(GetBadgeRequest.getDefaultInstance()).getBadge();
    }

    private static ParticipantBrief brief(String user) {
        return ParticipantBrief.newBuilder()
                .setUserId(user)
                .setGroupRole(GroupRole.GROUP_ROLE_MEMBER)
                .build();
    }
}
