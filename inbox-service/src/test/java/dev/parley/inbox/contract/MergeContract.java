package dev.parley.inbox.contract;

import static dev.parley.inbox.contract.Updates.founding;
import static dev.parley.inbox.contract.Updates.head;
import static dev.parley.inbox.contract.Updates.hidden;
import static dev.parley.inbox.contract.Updates.hiding;
import static dev.parley.inbox.contract.Updates.joined;
import static dev.parley.inbox.contract.Updates.read;
import static dev.parley.inbox.contract.Updates.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.merge.Participant;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.platform.testing.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every engine merges updates in any order to the same result.
public interface MergeContract extends EngineTests {

    @Test
    default void updatesMayBeRepeatedDelayedAndReordered() {
        Seeds.forEach(20, random -> {
            String mark = EngineTests.mark();
            var history = new History(random, mark, 5);
            var updates = new ArrayList<Object>(history.updates());
            updates.addAll(history.updates().subList(0, history.updates().size() / 3));
            Collections.shuffle(updates, random);
            for (Object one : updates) {
                mergeUpdate(one);
            }
            for (String user : history.users()) {
                var rows = Stream.of(Folder.values())
                        .flatMap(folder -> list(user, folder).stream())
                        .map(thread -> History.Shown.of(row(user, thread)))
                        .toList();
                assertThat(rows).containsExactlyInAnyOrderElementsOf(history.shownTo(user));
            }
        });
    }

    @Test
    default void repeatedUpdateChangesNothing() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        merge(thread(thread, 2, "usr_a" + m, "usr_b" + m));
        merge(head(thread, 4, read("usr_a" + m, 4)));
        var before = row("usr_b" + m, thread);
        long revision = revision("usr_b" + m);

        merge(head(thread, 4, read("usr_a" + m, 4)));
        merge(head(thread, 3));
        merge(thread(thread, 2, "usr_a" + m));
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m, "usr_c" + m));

        assertThat(row("usr_b" + m, thread)).isEqualTo(before);
        assertThat(revision("usr_b" + m)).isEqualTo(revision);
        assertThat(find("usr_c" + m, thread)).isEmpty();
    }

    /// For example if a participant of a group blocks another one: nobody may notice that anything has
    /// changed.
    @Test
    default void versionThatChangesNothingInAThreadChangesNoRow() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m, "usr_c" + m));
        merge(head(thread, 4, read("usr_a" + m, 4)));
        long revision = revision("usr_b" + m);
        var row = row("usr_b" + m, thread);

        merge(thread(thread, 2, "usr_a" + m, "usr_b" + m, "usr_c" + m));

        assertThat(revision("usr_b" + m)).isEqualTo(revision);
        assertThat(row("usr_b" + m, thread)).isEqualTo(row);
    }

    @Test
    default void newestVersionOfACursorWinsEvenIfItGoesBack() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m));
        merge(head(thread, 5, read("usr_a" + m, 5, 7)));
        assertThat(unread("usr_a" + m, thread)).isZero();

        merge(head(thread, 5, read("usr_a" + m, 2, 8)));
        assertThat(unread("usr_a" + m, thread)).isEqualTo(3);

        merge(head(thread, 5, read("usr_a" + m, 4, 6)));
        assertThat(unread("usr_a" + m, thread)).isEqualTo(3);
        assertThat(row("usr_a" + m, thread).state().cursor().version()).isEqualTo(8);
    }

    @Test
    default void cursorAheadOfTheKnownHeadLeavesNothingUnread() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m));
        merge(head(thread, 2, read("usr_a" + m, 9)));
        assertThat(unread("usr_a" + m, thread)).isZero();
        merge(head(thread, 10));
        assertThat(unread("usr_a" + m, thread)).isEqualTo(1);
    }

    @Test
    default void hiddenOrdinalsDoNotCountInAnyOrderAndCountAgainWhenShown() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        merge(hiding(head(thread, 3), 2, true, 5));
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m));
        merge(hiding(head(thread, 4), 2, false, 4));
        merge(head(thread, 5, hidden("usr_a" + m, 3, 1), hidden("usr_a" + m, 2, 1)));

        assertThat(unread("usr_a" + m, thread)).isEqualTo(3);
        assertThat(unread("usr_b" + m, thread)).isEqualTo(4);
        assertThat(row("usr_a" + m, thread).unread().hidden()).containsExactly(2L, 3L);

        merge(hiding(head(thread, 6), 2, false, 6));
        assertThat(unread("usr_b" + m, thread)).isEqualTo(6);
        assertThat(unread("usr_a" + m, thread)).isEqualTo(4);
        assertThat(engine().rows().badge(new UserId("usr_a" + m)).unreadMessages())
                .isEqualTo(4);
    }

    @Test
    default void newParticipantStartsReadUpToTheJoin() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m));
        merge(head(thread, 5));
        var three = new ArrayList<>(founding("usr_a" + m, "usr_b" + m));
        three.add(Participant.joined(new UserId("usr_c" + m), 2));
        merge(thread(thread, 2, three));
        assertThat(unread("usr_c" + m, thread)).isZero();

        merge(head(thread, 7, 6, 7, joined("usr_c" + m, 5, 2)));
        assertThat(unread("usr_c" + m, thread)).isEqualTo(1);
        assertThat(unread("usr_a" + m, thread)).isEqualTo(6);
    }

    @Test
    default void userWhoLeavesLosesTheRow() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m, "usr_c" + m));
        merge(head(thread, 4, read("usr_a" + m, 2)));
        merge(thread(thread, 2, "usr_b" + m, "usr_c" + m));
        merge(head(thread, 6));

        assertThat(list("usr_a" + m, Folder.ALL)).isEmpty();
        assertThat(find("usr_a" + m, thread)).isEmpty();
        assertThat(engine().rows().badge(new UserId("usr_a" + m)).unreadMessages())
                .isZero();
        assertThat(engine().rows().explain(new UserId("usr_a" + m), new ThreadId(thread)))
                .isEmpty();
        assertThat(row("usr_b" + m, thread).thread().participantCount()).isEqualTo(2);
    }

    @Test
    default void nothingIsUnreadAfterAReturnUntilTheCursorOfTheJoinArrives() {
        String m = EngineTests.mark();
        String thread = leftWithTwoOfSixRead(m);
        merge(thread(thread, 3, withReturned(m)));
        assertThat(unread("usr_a" + m, thread)).isZero();
        merge(head(thread, 7, read("usr_a" + m, 1)));
        assertThat(unread("usr_a" + m, thread)).isZero();
        assertThat(engine().rows().badge(new UserId("usr_a" + m)).unreadMessages())
                .isZero();

        merge(head(thread, 9, joined("usr_a" + m, 8, 3)));
        assertThat(unread("usr_a" + m, thread)).isEqualTo(1);
    }

    @Test
    default void cursorOfTheJoinMayArriveBeforeTheReturn() {
        String m = EngineTests.mark();
        String thread = leftWithTwoOfSixRead(m);
        merge(head(thread, 9, joined("usr_a" + m, 8, 3)));
        merge(thread(thread, 3, withReturned(m)));
        assertThat(unread("usr_a" + m, thread)).isEqualTo(1);
        merge(thread(thread, 2, "usr_b" + m, "usr_c" + m));
        assertThat(unread("usr_a" + m, thread)).isEqualTo(1);
    }

    @Test
    default void leaveAndReturnInOneChangeWaitForTheCursorOfTheJoin() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m, "usr_c" + m));
        merge(head(thread, 4, read("usr_a" + m, 2)));
        merge(thread(thread, 3, withReturned(m)));
        assertThat(unread("usr_a" + m, thread)).isZero();
        merge(head(thread, 7, joined("usr_a" + m, 5, 3)));
        assertThat(unread("usr_a" + m, thread)).isEqualTo(2);
    }

    @Test
    default void cursorOfTheJoinMayArriveBeforeTheLeave() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m, "usr_c" + m));
        merge(head(thread, 9, joined("usr_a" + m, 8, 3)));
        merge(thread(thread, 2, "usr_b" + m, "usr_c" + m));
        merge(thread(thread, 3, withReturned(m)));
        assertThat(unread("usr_a" + m, thread)).isEqualTo(1);
    }

    private void mergeUpdate(Object update) {
        if (update instanceof ThreadHead head) {
            merge(head);
        } else {
            merge((ThreadChange) update);
        }
    }

    /// A thread of three users, of whom one was removed; the head has since moved to 6.
    private String leftWithTwoOfSixRead(String m) {
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m, "usr_c" + m));
        merge(head(thread, 4, read("usr_a" + m, 2)));
        merge(thread(thread, 2, "usr_b" + m, "usr_c" + m));
        merge(head(thread, 6));
        return thread;
    }

    private static ArrayList<Participant> withReturned(String m) {
        var three = new ArrayList<>(founding("usr_b" + m, "usr_c" + m));
        three.add(Participant.joined(new UserId("usr_a" + m), 3));
        return three;
    }
}
