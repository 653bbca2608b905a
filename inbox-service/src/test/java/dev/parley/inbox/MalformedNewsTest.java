package dev.parley.inbox;

import static dev.parley.inbox.News.head;
import static dev.parley.inbox.News.move;
import static dev.parley.inbox.News.thread;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.badRequest;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.parley.inbox.internal.v1.CursorMove;
import dev.parley.inbox.internal.v1.HiddenOrdinal;
import dev.parley.inbox.internal.v1.ThreadChange;
import dev.parley.inbox.internal.v1.ThreadHead;
import dev.parley.inbox.v1.ExplainUnreadRequest;
import dev.parley.inbox.v1.Folder;
import io.grpc.Status.Code;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The service refuses updates that break a rule of the contract, and names the field and the rule.
final class MalformedNewsTest {

    private static final InboxUnderTest inbox = InboxUnderTest.shared();

    @Test
    void batchHasOneToFiveHundredAndTwelveHeads() {
        invalid(() -> inbox.applyHeads(List.of()), "heads", "repeated.min_items");
        invalid(() -> inbox.applyHeads(heads(513).toList()), "heads", "repeated.max_items");
        inbox.applyHeads(heads(512).toList());
    }

    @Test
    void headsNameEachThreadOnce() {
        invalid(() -> inbox.apply(head("thr_m_a", 1), head("thr_m_a", 2)), "heads", "heads.unique");
    }

    @Test
    void headHasAtMostAThousandMoves() {
        invalid(() -> inbox.apply(head("thr_m_b", 1, moves(1001))), "heads[0].cursor_moves", "repeated.max_items");
        inbox.apply(head("thr_m_b", 1, moves(1000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "thr_", "c", "usr_m_c", "thr_m_c|d", "thr_m_c d"})
    void threadsAreNamedByTheirIds(String id) {
        ThreadHead head = head("thr_m_c", 1).toBuilder().setThreadId(id).build();
        invalid(() -> inbox.apply(head), "heads[0].thread_id", "string.thread_id");
        invalid(() -> inbox.apply(thread(id, 1, "usr_m_a")), "changes[0].thread_id", "string.thread_id");
    }

    @Test
    void threadNamesEachUserOnce() {
        invalid(
                () -> inbox.apply(thread("thr_m_o", 1, "usr_m_o", "usr_m_o")),
                "changes[0].participants",
                "participants.unique");
    }

    @Test
    void cursorsAndHiddenOrdinalsHaveVersions() {
        ThreadHead moved = head("thr_m_v", 1, move("usr_m_v", 1)).toBuilder().build();
        var move = moved.getCursorMoves(0).toBuilder().clearVersion();
        invalid(
                () -> inbox.apply(moved.toBuilder().setCursorMoves(0, move).build()),
                "heads[0].cursor_moves[0].version",
                "int64.gte");
        ThreadHead hiding = moved.toBuilder()
                .addHiddenOrdinals(HiddenOrdinal.newBuilder().setOrdinal(1).setHidden(true))
                .build();
        invalid(() -> inbox.apply(hiding), "heads[0].hidden_ordinals[0].version", "int64.gte");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "usr_", "bob", "usr_m_b,c", "usr_m_b c"})
    void usersAreNamedByTheirIds(String id) {
        invalid(
                () -> inbox.apply(head("thr_m_d", 1, move(id, 1))),
                "heads[0].cursor_moves[0].user_id",
                "string.user_id");
        invalid(() -> inbox.apply(thread("thr_m_d", 1, id)), "changes[0].participants[0].user_id", "string.user_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"msg_", "m", "msg_a b"})
    void messagesAreNamedByTheirIds(String id) {
        ThreadHead.Builder head = head("thr_m_e", 1).toBuilder();
        head.getNewestBuilder().setMessageId(id);
        invalid(() -> inbox.apply(head.build()), "heads[0].newest.message_id", "string.message_id");
    }

    @Test
    void timesAreValid() {
        var none = Timestamp.newBuilder().setNanos(-1).build();
        ThreadHead.Builder head = head("thr_m_f", 1).toBuilder();
        head.getNewestBuilder().setCreateTime(none);
        invalid(() -> inbox.apply(head.build()), "heads.newest.create_time", "format");
        ThreadChange change =
                thread("thr_m_f", 1, "usr_m_a").toBuilder().setCreateTime(none).build();
        invalid(() -> inbox.apply(change), "changes.create_time", "format");
    }

    @Test
    void batchHasOneToAHundredChanges() {
        invalid(() -> inbox.applyThreads(List.of()), "changes", "repeated.min_items");
        invalid(() -> inbox.applyThreads(changes(101).toList()), "changes", "repeated.max_items");
        inbox.applyThreads(changes(100).toList());
    }

    @Test
    void threadHasAtMostThreeThousandParticipants() {
        invalid(() -> inbox.apply(thread("thr_m_g", 1, users(3001))), "changes[0].participants", "repeated.max_items");
        inbox.apply(thread("thr_m_g", 1, users(300)));
    }

    @Test
    void formAndKindAreRequired() {
        ThreadChange change = thread("thr_m_h", 1, "usr_m_h", "usr_m_i");
        invalid(() -> inbox.apply(change.toBuilder().clearForm().build()), "changes[0].form", "enum.not_in");
        invalid(() -> inbox.apply(change.toBuilder().clearKind().build()), "changes[0].kind", "enum.not_in");
    }

    @Test
    void formAndKindOfANewerContractAreAccepted() {
        inbox.apply(thread("thr_m_j", 1, "usr_m_j", "usr_m_k").toBuilder()
                .setFormValue(77)
                .setKindValue(77)
                .build());
        var row = inbox.row("usr_m_j", "thr_m_j");
        assertThat(row.getFormValue()).isEqualTo(77);
        assertThat(row.getKindValue()).isEqualTo(77);
        assertThat(row.getFoldersList()).containsExactly(Folder.FOLDER_ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"usr_", "bob", "usr_m_b c"})
    void unreadIsExplainedForAUser(String id) {
        var request = ExplainUnreadRequest.newBuilder().setThreadId("thr_m_k").setUserId(id);
        invalid(() -> inbox.as("usr_m_l").explainUnread(request.build()), "user_id", "string.user_id");
    }

    private static Stream<ThreadHead> heads(int count) {
        return IntStream.range(0, count).mapToObj(i -> head("thr_m_many-" + i, 1));
    }

    private static Stream<ThreadChange> changes(int count) {
        return IntStream.range(0, count).mapToObj(i -> thread("thr_m_many-" + i, 1, "usr_m_many"));
    }

    private static CursorMove[] moves(int count) {
        return Stream.of(users(count)).map(user -> move(user, 1)).toArray(CursorMove[]::new);
    }

    private static String[] users(int count) {
        return IntStream.range(0, count).mapToObj(i -> "usr_m_many-" + i).toArray(String[]::new);
    }

    private static void invalid(ThrowingCallable call, String field, String rule) {
        var refused = assertProblem(call, Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        assertThat(badRequest(refused).getFieldViolationsList())
                .extracting(violation -> violation.getField() + " " + violation.getReason())
                .contains(field + " " + rule);
    }
}
