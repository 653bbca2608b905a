package dev.parley.inbox;

import static dev.parley.inbox.NewsOf.founding;
import static dev.parley.inbox.NewsOf.head;
import static dev.parley.inbox.NewsOf.hidden;
import static dev.parley.inbox.NewsOf.hiding;
import static dev.parley.inbox.NewsOf.read;
import static dev.parley.inbox.NewsOf.thread;
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

/// Every engine merges news in any order to the same end.
public interface MergeContract extends EngineTests {

    @Test
    default void newsMayComeTwiceLateAndOutOfOrder() {
        Seeds.forEach(20, random -> {
            String mark = EngineTests.mark();
            var history = new History(random, mark);
            var news = new ArrayList<Object>(history.news());
            news.addAll(history.news().subList(0, history.news().size() / 3));
            Collections.shuffle(news, random);
            for (Object one : news) {
                if (one instanceof ThreadHead head) {
                    merge(head);
                } else {
                    merge((ThreadChange) one);
                }
            }
            for (String user : history.users()) {
                var rows = Stream.of(Folder.values())
                        .flatMap(folder -> list(user, folder).stream())
                        .map(thread -> history.seen(row(user, thread)))
                        .toList();
                assertThat(rows).containsExactlyInAnyOrderElementsOf(history.shownTo(user));
            }
        });
    }

    @Test
    default void whatComesTwiceChangesNothing() {
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

    /// Such as when a participant of a group blocks another: then nobody may see that anything moved.
    @Test
    default void versionThatChangesNothingOfAThreadMovesNoRow() {
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
    default void newestVersionOfACursorHoldsEvenWhereItGoesBack() {
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
        three.add(Participant.joined(new UserId("usr_c" + m)));
        merge(thread(thread, 2, three));
        assertThat(unread("usr_c" + m, thread)).isZero();

        merge(head(thread, 7, 6, 7, read("usr_c" + m, 5, 1)));
        assertThat(unread("usr_c" + m, thread)).isEqualTo(1);
        assertThat(unread("usr_a" + m, thread)).isEqualTo(6);
    }

    @Test
    default void userWhoLeavesLosesTheRowAndFindsTheCursorAgain() {
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

        merge(thread(thread, 3, "usr_a" + m, "usr_b" + m, "usr_c" + m));
        assertThat(unread("usr_a" + m, thread)).isEqualTo(4);
    }

    @Test
    default void nothingIsUnreadAfterAReturnUntilTheCursorOfTheJoinCame() {
        String m = EngineTests.mark();
        String thread = leftWithTwoOfSixRead(m);
        merge(thread(thread, 3, withReturned(m)));
        assertThat(unread("usr_a" + m, thread)).isZero();
        merge(head(thread, 7, read("usr_a" + m, 1)));
        assertThat(unread("usr_a" + m, thread)).isZero();
        assertThat(engine().rows().badge(new UserId("usr_a" + m)).unreadMessages())
                .isZero();

        merge(head(thread, 9, read("usr_a" + m, 8)));
        assertThat(unread("usr_a" + m, thread)).isEqualTo(1);
    }

    @Test
    default void cursorOfTheJoinMayComeBeforeTheReturn() {
        String m = EngineTests.mark();
        String thread = leftWithTwoOfSixRead(m);
        merge(head(thread, 9, read("usr_a" + m, 8)));
        merge(thread(thread, 3, withReturned(m)));
        assertThat(unread("usr_a" + m, thread)).isEqualTo(1);
        merge(thread(thread, 2, "usr_b" + m, "usr_c" + m));
        assertThat(unread("usr_a" + m, thread)).isEqualTo(1);
    }

    @Test
    default void leaveAndReturnInOneChangeKeepTheOldCursor() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m, "usr_c" + m));
        merge(head(thread, 4, read("usr_a" + m, 2)));
        merge(thread(thread, 3, withReturned(m)));
        assertThat(unread("usr_a" + m, thread)).isEqualTo(2);
    }

    /// A thread of three, of whom one was taken out; the head went on to 6 since.
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
        three.add(Participant.joined(new UserId("usr_a" + m)));
        return three;
    }
}
