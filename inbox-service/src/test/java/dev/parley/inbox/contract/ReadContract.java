package dev.parley.inbox.contract;

import static dev.parley.inbox.contract.Updates.archived;
import static dev.parley.inbox.contract.Updates.head;
import static dev.parley.inbox.contract.Updates.joined;
import static dev.parley.inbox.contract.Updates.read;
import static dev.parley.inbox.contract.Updates.second;
import static dev.parley.inbox.contract.Updates.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.merge.Participant;
import dev.parley.inbox.row.InboxQuery;
import dev.parley.inbox.row.InboxRow;
import dev.parley.inbox.row.RowChange;
import dev.parley.inbox.row.RowPosition;
import dev.parley.inbox.unread.Badge;
import dev.parley.platform.consistency.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Every engine returns consistent snapshots of pages, badges, changes and positions.
public interface ReadContract extends EngineTests {

    @Test
    default void pagesContinueWhereTheyEndedWhateverChanges() {
        String m = EngineTests.mark();
        for (int i = 0; i < 7; i++) {
            merge(thread("thr_" + m + i, 1, "usr_a" + m, "usr_b" + m));
            merge(head("thr_" + m + i, 1, 1, 10 + i / 2));
        }
        var user = new UserId("usr_a" + m);
        var rows = new ArrayList<String>();
        Optional<RowPosition> after = Optional.empty();
        do {
            var found = engine().rows().list(new InboxQuery(user, Folder.ALL, after, 3));
            found.page().items().forEach(row -> rows.add(row.thread().thread().value()));
            after = found.page().end().map(InboxRow::position);
            merge(head("thr_" + m + "6", 2 + rows.size(), 2, 99));
            assertThat(found.revision()).isPositive();
        } while (after.isPresent());
        assertThat(rows)
                .containsExactly(
                        "thr_" + m + 6,
                        "thr_" + m + 5,
                        "thr_" + m + 4,
                        "thr_" + m + 3,
                        "thr_" + m + 2,
                        "thr_" + m + 1,
                        "thr_" + m + 0);
    }

    @Test
    default void rowShowsFirstOthersByTheirJoinsAndCounts() {
        String m = EngineTests.mark();
        String[] users = Updates.users(m, 9);
        merge(thread("thr_" + m, 1, users));
        merge(head("thr_" + m, 5, 4, 50, read(users[2], 2)));
        var row = row(users[2], "thr_" + m);
        assertThat(row.others())
                .extracting(one -> one.user().value())
                .containsExactly(users[0], users[1], users[3], users[4], users[5]);
        assertThat(row(users[8], "thr_" + m).others()).hasSize(5);
        assertThat(row.thread().participantCount()).isEqualTo(9);
        assertThat(row.thread().headOrdinal()).isEqualTo(4);
        assertThat(row.unread().count()).isEqualTo(2);
        assertThat(row.placement().activity()).isEqualTo(second(50));
    }

    @Test
    default void badgeSumsWhatIsUnreadInAll() {
        String m = EngineTests.mark();
        for (String t : List.of("1", "2", "3")) {
            merge(thread("thr_" + m + t, 1, "usr_a" + m, "usr_b" + m));
        }
        merge(archived(thread("thr_" + m + "4", 1, "usr_a" + m, "usr_b" + m)));
        merge(head("thr_" + m + "1", 3), head("thr_" + m + "2", 4, read("usr_a" + m, 4)));
        merge(head("thr_" + m + "3", 2), head("thr_" + m + "4", 9));
        assertThat(engine().rows().badge(new UserId("usr_a" + m))).isEqualTo(new Badge(2, 5, revision("usr_a" + m)));
        assertThat(engine().rows().badge(new UserId("usr_nobody" + m))).isEqualTo(new Badge(0, 0, 0));
    }

    @Test
    default void revisionsAreDensePerUser() {
        String m = EngineTests.mark();
        merge(thread("thr_" + m, 1, "usr_a" + m, "usr_b" + m));
        assertThat(revision("usr_a" + m)).isEqualTo(1);
        merge(head("thr_" + m, 1));
        merge(head("thr_" + m, 1, read("usr_b" + m, 1)));
        assertThat(revision("usr_a" + m)).isEqualTo(2);
        assertThat(revision("usr_b" + m)).isEqualTo(3);
        assertThat(changes("usr_b" + m, 0, 0)).extracting(RowChange::revision).containsExactly(3L);
    }

    @Test
    default void changesSkipRowsThatAReaderNeverHad() {
        String m = EngineTests.mark();
        String user = "usr_a" + m;
        merge(thread("thr_x" + m, 1, user, "usr_b" + m), thread("thr_y" + m, 1, user, "usr_b" + m));
        merge(thread("thr_x" + m, 2, "usr_b" + m));
        long head = revision(user);
        assertThat(changes(user, 0, head))
                .singleElement()
                .satisfies(change -> assertThat(change.row()).isPresent());
        assertThat(changes(user, 2, 0)).singleElement().satisfies(change -> {
            assertThat(change.row()).isEmpty();
            assertThat(change.thread()).isEqualTo(new ThreadId("thr_x" + m));
        });
        merge(thread("thr_y" + m, 2, "usr_b" + m));
        assertThat(changes(user, 0, head))
                .singleElement()
                .satisfies(change -> assertThat(change.row()).isEmpty());
    }

    @Test
    default void removedRowsAreDeletedAfterThirtyDaysAndReadersAreNotified() {
        String m = EngineTests.mark();
        String user = "usr_a" + m;
        merge(thread("thr_x" + m, 1, user, "usr_b" + m), thread("thr_y" + m, 1, user, "usr_b" + m));
        merge(thread("thr_x" + m, 2, "usr_b" + m));
        engine().pass(Duration.ofDays(29));
        while (engine().merges().forgetRemoved()) {
            Thread.onSpinWait();
        }
        assertThat(changes(user, 2, 0)).hasSize(1);
        assertThat(engine().progress().compacted(new UserId(user))).isZero();

        engine().pass(Duration.ofDays(2));
        while (engine().merges().forgetRemoved()) {
            Thread.onSpinWait();
        }
        assertThat(changes(user, 2, 0)).isEmpty();
        assertThat(engine().progress().compacted(new UserId(user))).isEqualTo(3);
        assertThat(list(user, Folder.ALL)).containsExactly("thr_y" + m);
    }

    @Test
    default void rowsOfSeveralThreadsAreFoundTogether() {
        String m = EngineTests.mark();
        var user = new UserId("usr_a" + m);
        var ids = List.of(new ThreadId("thr_x" + m), new ThreadId("thr_y" + m), new ThreadId("thr_z" + m));
        merge(thread("thr_x" + m, 1, "usr_a" + m, "usr_b" + m));
        merge(thread("thr_y" + m, 1, "usr_b" + m, "usr_c" + m));
        merge(thread("thr_z" + m, 1, "usr_a" + m, "usr_c" + m));
        merge(head("thr_z" + m, 3));
        assertThat(engine().rows().findAll(user, ids))
                .containsExactlyInAnyOrder(row(user.value(), "thr_x" + m), row(user.value(), "thr_z" + m));
        assertThat(engine().rows().findAll(user, List.of())).isEmpty();
    }

    @Test
    default void positionsAreReachedByParticipants() {
        String m = EngineTests.mark();
        var id = new ThreadId("thr_" + m);
        String user = "usr_a" + m;
        merge(head("thr_" + m, 4));
        assertThat(isReached(user, Position.head(id, 4))).isFalse();
        merge(thread("thr_" + m, 3, user, "usr_b" + m));
        merge(head("thr_" + m, 4, read(user, 2, 9)));

        assertThat(isReached(user, Position.head(id, 4))).isTrue();
        assertThat(isReached(user, Position.head(id, 5))).isFalse();
        assertThat(isReached(user, Position.thread(id, 3))).isTrue();
        assertThat(isReached(user, Position.thread(id, 4))).isFalse();
        assertThat(isReached(user, Position.cursor(id, new UserId(user), 9))).isTrue();
        assertThat(isReached(user, Position.cursor(id, new UserId(user), 10))).isFalse();
        assertThat(isReached("usr_eve" + m, Position.head(id, 1))).isFalse();
        assertThat(isReached("usr_eve" + m, Position.thread(id, 1))).isFalse();

        merge(thread("thr_" + m, 4, "usr_b" + m));
        merge(thread("thr_" + m, 5, "usr_b" + m));
        merge(head("thr_" + m, 6));
        assertThat(isReached(user, Position.thread(id, 4))).isTrue();
        assertThat(isReached(user, Position.thread(id, 5))).isFalse();
        assertThat(isReached(user, Position.head(id, 4))).isTrue();
        assertThat(isReached(user, Position.head(id, 5))).isFalse();
        merge(head("thr_" + m, 7, read(user, 5, 12)));
        assertThat(isReached(user, Position.head(id, 5))).isTrue();
        assertThat(isReached(user, Position.head(id, 6))).isFalse();

        var back = Participant.joined(new UserId(user), 6);
        merge(thread("thr_" + m, 6, List.of(Participant.founding(new UserId("usr_b" + m)), back)));
        assertThat(isReached(user, Position.thread(id, 6))).isTrue();
        assertThat(isReached(user, Position.head(id, 7))).isTrue();
        merge(thread("thr_" + m, 7, "usr_b" + m));
        merge(head("thr_" + m, 8));
        assertThat(isReached(user, Position.thread(id, 7))).isTrue();
        assertThat(isReached(user, Position.head(id, 7))).isTrue();
        assertThat(isReached(user, Position.head(id, 8))).isFalse();
    }

    @Test
    default void positionsAreReachedByUsersWhoseJoinAndLeaveWereReportedTogether() {
        String m = EngineTests.mark();
        var id = new ThreadId("thr_" + m);
        String user = "usr_c" + m;
        merge(thread("thr_" + m, 1, "usr_a" + m, "usr_b" + m));
        merge(thread("thr_" + m, 6, "usr_a" + m, "usr_b" + m));
        assertThat(isReached(user, Position.thread(id, 6))).isFalse();
        merge(head("thr_" + m, 2, joined(user, 1, 5)));

        assertThat(isReached(user, Position.thread(id, 6))).isTrue();
        assertThat(isReached(user, Position.head(id, 2))).isTrue();
        assertThat(isReached(user, Position.thread(id, 7))).isFalse();
        merge(thread("thr_" + m, 7, "usr_a" + m, "usr_b" + m));
        merge(head("thr_" + m, 3));
        assertThat(isReached(user, Position.thread(id, 7))).isFalse();
        assertThat(isReached(user, Position.head(id, 3))).isFalse();
    }

    /// The cursor of the join is known before the version of the thread that shows the leave as well.
    @Test
    default void usersWhoseJoinAndLeaveWereReportedTogetherLearnNothingLater() {
        String m = EngineTests.mark();
        var id = new ThreadId("thr_" + m);
        String user = "usr_c" + m;
        merge(thread("thr_" + m, 1, "usr_a" + m, "usr_b" + m));
        merge(head("thr_" + m, 2, joined(user, 1, 5)));
        merge(thread("thr_" + m, 6, "usr_a" + m, "usr_b" + m));
        merge(head("thr_" + m, 3));
        assertThat(isReached(user, Position.head(id, 1))).isTrue();
        assertThat(isReached(user, Position.head(id, 3))).isFalse();
        assertThat(isReached(user, Position.thread(id, 6))).isFalse();
    }
}
