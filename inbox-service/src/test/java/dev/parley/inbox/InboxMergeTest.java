package dev.parley.inbox;

import static dev.parley.inbox.News.head;
import static dev.parley.inbox.News.move;
import static dev.parley.inbox.News.thread;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.inbox.v1.ApplyHeadsRequest;
import dev.parley.inbox.v1.ApplyThreadChangesRequest;
import dev.parley.inbox.v1.Folder;
import dev.parley.inbox.v1.InboxFeedServiceGrpc;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.ThreadChange;
import dev.parley.inbox.v1.ThreadHead;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class InboxMergeTest {

    private static InboxUnderTest inbox;

    @BeforeAll
    static void start() {
        inbox = new InboxUnderTest(Map.of());
    }

    @AfterAll
    static void stop() {
        inbox.close();
    }

    static List<Integer> seeds() {
        return IntStream.range(0, 30).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void newsMayComeTwiceLateAndOutOfOrder(int seed) {
        var random = new Random(seed);
        var history = new RandomHistory(random, "s" + seed);
        var told = new ArrayList<Object>(history.news());
        told.addAll(history.news().subList(0, history.news().size() / 3));
        Collections.shuffle(told, random);

        tell(told, random);

        for (String user : history.users()) {
            assertThat(history.shownTo(user)).as("%s, seed %s", user, seed).isEqualTo(listed(user));
        }
    }

    /// In calls of some size, each thread once a call.
    private static void tell(List<Object> told, Random random) {
        var heads = new ArrayList<ThreadHead>();
        for (Object one : told) {
            if (one instanceof ThreadChange change) {
                inbox.apply(change);
            } else if (one instanceof ThreadHead head) {
                boolean named =
                        heads.stream().anyMatch(other -> other.getThreadId().equals(head.getThreadId()));
                if (named || random.nextInt(4) == 0) {
                    flush(heads);
                }
                heads.add(head);
            }
        }
        flush(heads);
    }

    private static void flush(List<ThreadHead> heads) {
        if (!heads.isEmpty()) {
            inbox.applyHeads(heads);
            heads.clear();
        }
    }

    private static Map<String, RandomHistory.Shown> listed(String user) {
        var all = new ArrayList<>(inbox.list(user));
        all.addAll(inbox.list(user, Folder.FOLDER_ARCHIVED));
        return RandomHistory.Shown.of(all);
    }

    @Test
    void whatComesTwiceChangesNothing() {
        inbox.apply(thread("thr_d1", 2, "usr_dan", "usr_dee"));
        inbox.apply(head("thr_d1", 4, move("usr_dan", 4)));
        InboxRow row = inbox.row("usr_dee", "thr_d1");

        inbox.apply(head("thr_d1", 4, move("usr_dan", 4)), head("thr_d0", 1));
        inbox.apply(head("thr_d1", 3));
        inbox.apply(thread("thr_d1", 2, "usr_dan"));
        inbox.apply(thread("thr_d1", 1, "usr_dan", "usr_dee", "usr_dot"));

        assertThat(inbox.row("usr_dee", "thr_d1")).isEqualTo(row);
        assertThat(inbox.list("usr_dot")).isEmpty();
    }

    @Test
    void ownSendsAreReadAndOthersAreNot() {
        inbox.apply(thread("thr_o1", 1, "usr_ola", "usr_ole"));
        inbox.apply(head("thr_o1", 3, move("usr_ola", 3)));
        assertThat(inbox.row("usr_ola", "thr_o1").getUnreadCount()).isZero();
        assertThat(inbox.row("usr_ole", "thr_o1").getUnreadCount()).isEqualTo(3);

        inbox.apply(head("thr_o1", 5, move("usr_ola", 3), move("usr_ole", 5)));
        assertThat(inbox.row("usr_ola", "thr_o1").getUnreadCount()).isEqualTo(2);
        assertThat(inbox.row("usr_ole", "thr_o1").getUnreadCount()).isZero();

        inbox.apply(head("thr_o1", 5, move("usr_ola", 1)));
        assertThat(inbox.row("usr_ola", "thr_o1").getReadSequence()).isEqualTo(3);
    }

    @Test
    void cursorAheadOfTheKnownHeadLeavesNothingUnread() {
        inbox.apply(thread("thr_h1", 1, "usr_hal", "usr_hue"));
        inbox.apply(head("thr_h1", 2, move("usr_hal", 9)));
        assertThat(inbox.row("usr_hal", "thr_h1").getUnreadCount()).isZero();

        inbox.apply(head("thr_h1", 10));
        assertThat(inbox.row("usr_hal", "thr_h1").getUnreadCount()).isEqualTo(1);
    }

    @Test
    void archivedThreadMovesToItsFolderAndBack() {
        inbox.apply(thread("thr_f1", 1, "usr_fay", "usr_flo"));
        inbox.apply(thread("thr_f1", 2, "usr_fay", "usr_flo").toBuilder()
                .setArchived(true)
                .build());
        assertThat(inbox.list("usr_fay")).isEmpty();
        assertThat(inbox.list("usr_fay", Folder.FOLDER_ARCHIVED))
                .extracting(InboxRow::getFolder)
                .containsExactly(Folder.FOLDER_ARCHIVED);

        inbox.apply(thread("thr_f1", 3, "usr_fay", "usr_flo"));
        assertThat(inbox.list("usr_fay")).hasSize(1);
        assertThat(inbox.list("usr_fay", Folder.FOLDER_ARCHIVED)).isEmpty();
    }

    @Test
    void whoLeavesLosesTheRowAndFindsItAgainOnReturn() {
        inbox.apply(thread("thr_l1", 1, "usr_lea", "usr_leo", "usr_lou"));
        inbox.apply(head("thr_l1", 4, move("usr_lea", 2)));
        inbox.apply(thread("thr_l1", 2, "usr_leo", "usr_lou"));
        inbox.apply(head("thr_l1", 6));

        assertThat(inbox.list("usr_lea")).isEmpty();
        assertProblem(() -> inbox.row("usr_lea", "thr_l1"), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        assertThat(inbox.row("usr_leo", "thr_l1").getCounterpartId()).isEqualTo("usr_lou");

        inbox.apply(thread("thr_l1", 3, "usr_lea", "usr_leo", "usr_lou"));
        InboxRow row = inbox.row("usr_lea", "thr_l1");
        assertThat(row.getUnreadCount()).isEqualTo(4);
        assertThat(row.getAsOfSequence()).isEqualTo(6);
        assertThat(inbox.row("usr_leo", "thr_l1").getCounterpartId()).isEmpty();
    }

    @Test
    void whoJoinsLaterFindsTheWholeThreadUnread() {
        inbox.apply(thread("thr_j1", 1, "usr_jan", "usr_jim"));
        inbox.apply(head("thr_j1", 5));
        inbox.apply(thread("thr_j1", 2, "usr_jan", "usr_jim", "usr_joe"));

        assertThat(inbox.row("usr_joe", "thr_j1").getUnreadCount()).isEqualTo(5);
        assertThat(inbox.row("usr_joe", "thr_j1").getActivityTime()).isEqualTo(News.second(5));
    }

    @Test
    void framesThatDoNotCountMoveOnlyTheSequence() {
        inbox.apply(thread("thr_n1", 1, "usr_nat", "usr_ned"));
        inbox.apply(head("thr_n1", 3, 1, 10));
        inbox.apply(head("thr_n1", 4, 1, 10));

        InboxRow row = inbox.row("usr_nat", "thr_n1");
        assertThat(row.getUnreadCount()).isEqualTo(1);
        assertThat(row.getAsOfSequence()).isEqualTo(4);
        assertThat(row.getActivityTime()).isEqualTo(News.second(10));
    }

    @Test
    void newsIsTakenFromServicesWithTheScopeOnly() {
        var heads = ApplyHeadsRequest.newBuilder().addHeads(head("thr_z1", 1)).build();
        var changes = ApplyThreadChangesRequest.newBuilder()
                .addChanges(thread("thr_z1", 1, "usr_a"))
                .build();
        for (var channel : List.of(
                inbox.service().as("usr_ann"),
                inbox.service().as("usr_ann", "admin"),
                inbox.service().asService("message-service", "message.fence"))) {
            var stub = InboxFeedServiceGrpc.newBlockingStub(channel);
            assertProblem(() -> stub.applyHeads(heads), Code.PERMISSION_DENIED, "SCOPE_MISSING");
            assertProblem(() -> stub.applyThreadChanges(changes), Code.PERMISSION_DENIED, "SCOPE_MISSING");
        }
    }
}
