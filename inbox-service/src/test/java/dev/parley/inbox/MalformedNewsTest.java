package dev.parley.inbox;

import static dev.parley.inbox.News.head;
import static dev.parley.inbox.News.move;
import static dev.parley.inbox.News.thread;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.badRequest;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.parley.inbox.v1.CursorMove;
import dev.parley.inbox.v1.ExplainUnreadRequest;
import dev.parley.inbox.v1.ThreadChange;
import dev.parley.inbox.v1.ThreadHead;
import dev.parley.thread.v1.ThreadForm;
import dev.parley.thread.v1.ThreadKind;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What breaks a rule of the contract is refused with the field and the rule.
final class MalformedNewsTest {

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
    void headsComeInBatchesOfOneToFiveHundredAndTwelve() {
        invalid(() -> inbox.applyHeads(List.of()), "heads", "repeated.min_items");
        invalid(() -> inbox.applyHeads(heads(513).toList()), "heads", "repeated.max_items");
        inbox.applyHeads(heads(512).toList());
    }

    @Test
    void headsNameEachThreadOnce() {
        invalid(() -> inbox.apply(head("thr_a", 1), head("thr_a", 2)), "heads", "heads.unique");
    }

    @Test
    void headBringsAtMostAThousandMoves() {
        invalid(() -> inbox.apply(head("thr_b", 1, moves(1001))), "heads[0].cursor_moves", "repeated.max_items");
        inbox.apply(head("thr_b", 1, moves(1000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "thr_", "c", "usr_c", "thr_c|d", "thr_c d"})
    void threadsAreNamedByTheirIds(String id) {
        ThreadHead head = head("thr_c", 1).toBuilder().setThreadId(id).build();
        invalid(() -> inbox.apply(head), "heads[0].thread_id", "string.pattern");
        invalid(() -> inbox.apply(thread(id, 1, "usr_a")), "changes[0].thread_id", "string.pattern");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "usr_", "bob", "usr_b,c", "usr_b c"})
    void usersAreNamedByTheirIds(String id) {
        invalid(() -> inbox.apply(head("thr_d", 1, move(id, 1))), "heads[0].cursor_moves[0].user_id", "string.pattern");
        invalid(() -> inbox.apply(thread("thr_d", 1, id)), "changes[0].participant_ids[0]", "string.pattern");
    }

    @ParameterizedTest
    @ValueSource(strings = {"msg_", "m", "msg_a b"})
    void messagesAreNamedByTheirIds(String id) {
        ThreadHead head = head("thr_e", 1).toBuilder().setMessageId(id).build();
        invalid(() -> inbox.apply(head), "heads[0].message_id", "string.pattern");
    }

    @Test
    void timesAreTimes() {
        var none = Timestamp.newBuilder().setNanos(-1).build();
        ThreadHead head = head("thr_f", 1).toBuilder().setMessageTime(none).build();
        invalid(() -> inbox.apply(head), "heads.message_time", "format");
        ThreadChange change =
                thread("thr_f", 1, "usr_a").toBuilder().setCreateTime(none).build();
        invalid(() -> inbox.apply(change), "changes.create_time", "format");
    }

    @Test
    void changesComeInBatchesOfOneToAHundred() {
        invalid(() -> inbox.applyThreads(List.of()), "changes", "repeated.min_items");
        invalid(() -> inbox.applyThreads(changes(101).toList()), "changes", "repeated.max_items");
        inbox.applyThreads(changes(100).toList());
    }

    @Test
    void threadHasAtMostThreeHundredParticipants() {
        invalid(() -> inbox.apply(thread("thr_g", 1, users(301))), "changes[0].participant_ids", "repeated.max_items");
        inbox.apply(thread("thr_g", 1, users(300)));
    }

    @Test
    void formAndKindAreSaid() {
        ThreadChange change = thread("thr_h", 1, "usr_h", "usr_i");
        invalid(() -> inbox.apply(change.toBuilder().clearForm().build()), "changes[0].form", "enum.not_in");
        invalid(() -> inbox.apply(change.toBuilder().clearKind().build()), "changes[0].kind", "enum.not_in");
    }

    @Test
    void formAndKindOfANewerContractAreTaken() {
        inbox.apply(thread("thr_j", 1, "usr_j", "usr_k").toBuilder()
                .setFormValue(77)
                .setKindValue(77)
                .build());
        assertThat(inbox.row("usr_j", "thr_j").getForm()).isEqualTo(ThreadForm.THREAD_FORM_UNSPECIFIED);
        assertThat(inbox.row("usr_j", "thr_j").getKind()).isEqualTo(ThreadKind.THREAD_KIND_UNSPECIFIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"usr_", "bob", "usr_b c"})
    void unreadIsExplainedForAUser(String id) {
        var request = ExplainUnreadRequest.newBuilder().setThreadId("thr_k").setUserId(id);
        invalid(() -> inbox.as("usr_l").explainUnread(request.build()), "user_id", "string.pattern");
    }

    private static Stream<ThreadHead> heads(int count) {
        return IntStream.range(0, count).mapToObj(i -> head("thr_many-" + i, 1));
    }

    private static Stream<ThreadChange> changes(int count) {
        return IntStream.range(0, count).mapToObj(i -> thread("thr_many-" + i, 1, "usr_many"));
    }

    private static CursorMove[] moves(int count) {
        return Stream.of(users(count)).map(user -> move(user, 1)).toArray(CursorMove[]::new);
    }

    private static String[] users(int count) {
        return IntStream.range(0, count).mapToObj(i -> "usr_many-" + i).toArray(String[]::new);
    }

    private static void invalid(ThrowingCallable call, String field, String rule) {
        var refused = assertProblem(call, Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        assertThat(badRequest(refused).getFieldViolationsList())
                .extracting(violation -> violation.getField() + " " + violation.getReason())
                .contains(field + " " + rule);
    }
}
