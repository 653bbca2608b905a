package dev.parley.inbox.contract;

import static dev.parley.inbox.contract.Updates.archived;
import static dev.parley.inbox.contract.Updates.head;
import static dev.parley.inbox.contract.Updates.hidden;
import static dev.parley.inbox.contract.Updates.read;
import static dev.parley.inbox.contract.Updates.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.folder.Folders;
import dev.parley.inbox.folder.Setting;
import dev.parley.inbox.folder.Waiting;
import dev.parley.platform.consistency.Position;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Every engine places threads by facts, settings and waiting items.
public interface PlaceContract extends EngineTests {

    @Test
    default void archivedThreadMovesToItsFolderAndBack() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m));
        merge(archived(thread(thread, 2, "usr_a" + m, "usr_b" + m)));
        assertThat(list("usr_a" + m, Folder.ALL)).isEmpty();
        assertThat(list("usr_a" + m, Folder.ARCHIVED)).containsExactly(thread);
        assertThat(row("usr_a" + m, thread).placement().folders()).containsExactly(Folder.ARCHIVED);

        merge(thread(thread, 3, "usr_a" + m, "usr_b" + m));
        assertThat(list("usr_a" + m, Folder.ALL)).containsExactly(thread);
        assertThat(list("usr_a" + m, Folder.ARCHIVED)).isEmpty();
    }

    @Test
    default void mergesRespectSettingsAndKeepThem() {
        String m = EngineTests.mark();
        var user = new UserId("usr_a" + m);
        merge(thread("thr_x" + m, 1, "usr_a" + m, "usr_b" + m), thread("thr_y" + m, 1, "usr_a" + m, "usr_b" + m));
        engine().set(user, new ThreadId("thr_x" + m), new Setting(7, false, 0), Set.of());
        merge(head("thr_x" + m, 1));
        merge(head("thr_y" + m, 2));
        assertThat(list("usr_a" + m, Folder.ALL)).containsExactly("thr_x" + m, "thr_y" + m);
        assertThat(list("usr_b" + m, Folder.ALL)).containsExactly("thr_y" + m, "thr_x" + m);

        engine().set(user, new ThreadId("thr_x" + m), new Setting(0, true, 0), Set.of());
        merge(thread("thr_x" + m, 2, "usr_a" + m, "usr_b" + m));
        merge(head("thr_x" + m, 3));
        assertThat(list("usr_a" + m, Folder.ARCHIVED)).containsExactly("thr_x" + m);

        engine().set(user, new ThreadId("thr_y" + m), new Setting(0, false, 3), Set.of());
        merge(head("thr_y" + m, 3));
        assertThat(list("usr_a" + m, Folder.ALL)).isEmpty();
        merge(head("thr_y" + m, 4));
        assertThat(list("usr_a" + m, Folder.ALL)).containsExactly("thr_y" + m);

        engine().set(user, new ThreadId("thr_y" + m), Setting.NONE, Set.of(Waiting.GATE));
        merge(head("thr_y" + m, 5));
        assertThat(list("usr_a" + m, Folder.ALL)).isEmpty();
    }

    @Test
    default void threadComesBackWhenItsGateEndsAndLeavesWhenItOpensAgain() {
        String m = EngineTests.mark();
        var user = new UserId("usr_a" + m);
        var thread = new ThreadId("thr_" + m);
        engine().set(user, thread, Setting.NONE, Set.of(Waiting.GATE, Waiting.CARD));
        merge(thread("thr_" + m, 1, "usr_a" + m, "usr_b" + m));
        assertThat(list("usr_a" + m, Folder.ALL)).isEmpty();

        engine().set(user, thread, Setting.NONE, Set.of(Waiting.CARD));
        merge(head("thr_" + m, 1));
        assertThat(list("usr_a" + m, Folder.ALL)).containsExactly("thr_" + m);

        engine().set(user, thread, Setting.NONE, Set.of(Waiting.GATE));
        merge(head("thr_" + m, 2));
        assertThat(list("usr_a" + m, Folder.ALL)).isEmpty();
    }

    @Test
    default void messageThatIsHiddenForAUserMovesNothingForThem() {
        String m = EngineTests.mark();
        merge(thread("thr_x" + m, 1, "usr_a" + m, "usr_b" + m), thread("thr_y" + m, 1, "usr_a" + m, "usr_b" + m));
        merge(head("thr_x" + m, 1));
        merge(head("thr_y" + m, 2));
        merge(head("thr_x" + m, 3, hidden("usr_a" + m, 3, 1)));
        assertThat(list("usr_a" + m, Folder.ALL)).containsExactly("thr_y" + m, "thr_x" + m);
        assertThat(row("usr_a" + m, "thr_x" + m).placement().activity()).isEqualTo(Updates.second(1));
        assertThat(row("usr_a" + m, "thr_x" + m).placement().asOf()).isEqualTo(3);
        assertThat(row("usr_a" + m, "thr_x" + m).previewed()).isEmpty();
        assertThat(unread("usr_a" + m, "thr_x" + m)).isEqualTo(2);
        assertThat(list("usr_b" + m, Folder.ALL)).containsExactly("thr_x" + m, "thr_y" + m);
        assertThat(row("usr_b" + m, "thr_x" + m).previewed()).isPresent();
        merge(head("thr_x" + m, 4));
        assertThat(list("usr_a" + m, Folder.ALL)).containsExactly("thr_x" + m, "thr_y" + m);
    }

    @Test
    default void largeThreadShowsItsHeadImmediatelyAndMovesItsRowsLater() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        String[] users = Updates.users(m, 25);
        merge(thread(thread, 1, users));
        merge(head(thread, 1));
        engine().pass(Duration.ofSeconds(2));
        placeAll();
        long before = revision(users[3]);

        merge(head(thread, 5, read(users[1], 5)));

        assertThat(unread(users[3], thread)).isEqualTo(5);
        assertThat(row(users[3], thread).placement().asOf()).isEqualTo(1);
        assertThat(revision(users[3])).isEqualTo(before);
        assertThat(row(users[1], thread).placement().asOf()).isEqualTo(5);
        assertThat(isReached(users[1], Position.head(new ThreadId(thread), 5))).isTrue();
        assertThat(isReached(users[3], Position.head(new ThreadId(thread), 5))).isFalse();

        engine().pass(Duration.ofSeconds(2));
        placeAll();
        assertThat(row(users[3], thread).placement().asOf()).isEqualTo(5);
        assertThat(revision(users[3])).isEqualTo(before + 1);
        assertThat(isReached(users[3], Position.head(new ThreadId(thread), 5))).isTrue();
        assertThat(engine().rows().badge(new UserId(users[3])).unreadMessages()).isEqualTo(5);
    }

    @Test
    default void usersWhoJoinOrLeaveALargeThreadAreUpdatedImmediately() {
        String m = EngineTests.mark();
        String[] users = Updates.users(m, 30);
        merge(thread("thr_" + m, 1, List.of(users).subList(0, 29).toArray(String[]::new)));
        long untouched = revision(users[5]);
        merge(thread("thr_" + m, 2, List.of(users).subList(1, 30).toArray(String[]::new)));
        assertThat(find(users[0], "thr_" + m)).isEmpty();
        assertThat(find(users[29], "thr_" + m)).isPresent();
        assertThat(revision(users[5])).isEqualTo(untouched);
        engine().pass(Duration.ofSeconds(2));
        placeAll();
        assertThat(revision(users[5])).isEqualTo(untouched + 1);

        merge(archived(thread("thr_" + m, 3, List.of(users).subList(1, 30).toArray(String[]::new))));
        assertThat(list(users[5], Folder.ARCHIVED)).containsExactly("thr_" + m);
    }

    @Test
    default void quietRowsMoveWhenTheRulesChange() {
        String m = EngineTests.mark();
        var user = new UserId("usr_a" + m);
        var thread = new ThreadId("thr_" + m);
        merge(thread("thr_" + m, 1, "usr_a" + m, "usr_b" + m));
        engine().set(user, thread, new Setting(0, true, 0), Set.of());
        placeAgain(Folders.RULE);
        assertThat(list("usr_a" + m, Folder.ALL)).containsExactly("thr_" + m);
        long before = revision("usr_a" + m);
        long other = revision("usr_b" + m);

        placeAgain(Folders.RULE + 1);
        assertThat(list("usr_a" + m, Folder.ARCHIVED)).containsExactly("thr_" + m);
        assertThat(revision("usr_a" + m)).isEqualTo(before + 1);
        assertThat(revision("usr_b" + m)).isEqualTo(other);

        engine().set(user, thread, new Setting(0, false, 0), Set.of());
        placeAgain(Folders.RULE + 1);
        assertThat(list("usr_a" + m, Folder.ARCHIVED)).containsExactly("thr_" + m);
        merge(head("thr_" + m, 0, read("usr_b" + m, 1)));
        placeAgain(Folders.RULE + 1);
        assertThat(list("usr_a" + m, Folder.ALL)).containsExactly("thr_" + m);
    }

    @Test
    default void quietRowsAreRebuiltAfterTheyWereDropped() {
        String m = EngineTests.mark();
        merge(thread("thr_x" + m, 1, "usr_a" + m, "usr_b" + m), thread("thr_y" + m, 1, "usr_a" + m, "usr_b" + m));
        merge(head("thr_x" + m, 2));
        merge(thread("thr_y" + m, 2, "usr_b" + m));
        long before = revision("usr_a" + m);
        engine().dropPlaces();
        assertThat(engine().progress().compacted(new UserId("usr_a" + m))).isEqualTo(before);
        placeAgain(Folders.RULE);
        assertThat(list("usr_a" + m, Folder.ALL)).containsExactly("thr_x" + m);
        assertThat(unread("usr_a" + m, "thr_x" + m)).isEqualTo(2);
        assertThat(revision("usr_a" + m)).isEqualTo(before + 1);
        assertThat(engine().progress().compacted(new UserId("usr_a" + m))).isEqualTo(before);
    }

    @Test
    default void secondDropIsRecordedForUsersOfTheFirst() {
        String m = EngineTests.mark();
        merge(thread("thr_" + m, 1, "usr_a" + m, "usr_b" + m));
        engine().dropPlaces();
        placeAgain(Folders.RULE);
        merge(head("thr_" + m, 1));
        long before = revision("usr_a" + m);
        engine().dropPlaces();
        placeAgain(Folders.RULE);
        assertThat(engine().progress().compacted(new UserId("usr_a" + m))).isEqualTo(before);
    }

    @Test
    default void placesAreRebuiltAfterTheyWereDropped() {
        String m = EngineTests.mark();
        merge(thread("thr_" + m, 1, "usr_a" + m, "usr_b" + m));
        merge(head("thr_" + m, 2));
        long before = revision("usr_a" + m);
        engine().dropPlaces();
        assertThat(list("usr_a" + m, Folder.ALL)).isEmpty();
        merge(head("thr_" + m, 3));
        assertThat(list("usr_a" + m, Folder.ALL)).containsExactly("thr_" + m);
        assertThat(unread("usr_a" + m, "thr_" + m)).isEqualTo(3);
        assertThat(revision("usr_a" + m)).isGreaterThan(before);
        // Until the drop is recorded for all users, revisions of other tests are compacted as well.
        placeAgain(Folders.RULE);
    }
}
