package dev.parley.inbox.contract;

import static dev.parley.inbox.contract.Updates.head;
import static dev.parley.inbox.contract.Updates.hiding;
import static dev.parley.inbox.contract.Updates.read;
import static dev.parley.inbox.contract.Updates.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.folder.Folders;
import dev.parley.inbox.folder.Setting;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.platform.consistency.Position;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Every engine leaves rows alone that show nothing new, and readers still find them exact up to the head.
public interface QuietContract extends EngineTests {

    /// A head that another frame moved, such as a reaction: the newest message is the same.
    private static ThreadHead quiet(String thread, long sequence, long ordinal) {
        return head(thread, sequence, ordinal, ordinal);
    }

    @Test
    default void frameThatShowsNothingNewChangesNoRow() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        var id = new ThreadId(thread);
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m));
        merge(head(thread, 4));
        var before = row("usr_b" + m, thread);
        long revision = revision("usr_b" + m);

        merge(quiet(thread, 9, 4));

        assertThat(revision("usr_b" + m)).isEqualTo(revision);
        assertThat(changes("usr_b" + m, revision, 0)).isEmpty();
        var after = row("usr_b" + m, thread);
        assertThat(after.placement()).isEqualTo(before.placement());
        assertThat(after.thread().headSequence()).isEqualTo(9);
        assertThat(isReached("usr_b" + m, Position.head(id, 9))).isTrue();
        assertThat(isReached("usr_b" + m, Position.head(id, 10))).isFalse();

        placeAgain(Folders.RULE + 1);
        assertThat(revision("usr_b" + m)).isEqualTo(revision);
        merge(head(thread, 10, 5, 10));
        assertThat(revision("usr_b" + m)).isEqualTo(revision + 1);
        assertThat(unread("usr_b" + m, thread)).isEqualTo(5);
    }

    @Test
    default void onlyTheUserWhoMovedIsShownAFrameWithACursor() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m));
        merge(head(thread, 4));
        long a = revision("usr_a" + m);
        long b = revision("usr_b" + m);

        merge(head(thread, 9, 4, 4, read("usr_a" + m, 3)));

        assertThat(revision("usr_a" + m)).isEqualTo(a + 1);
        assertThat(revision("usr_b" + m)).isEqualTo(b);
        assertThat(isReached("usr_b" + m, Position.head(new ThreadId(thread), 9)))
                .isTrue();
    }

    /// For example the newest message: its preview disappears, or comes back.
    @Test
    default void frameThatHidesAMessageIsShown() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m));
        merge(head(thread, 4));
        long revision = revision("usr_b" + m);
        merge(hiding(quiet(thread, 5, 4), 4, true, 5));
        assertThat(revision("usr_b" + m)).isEqualTo(revision + 1);
        assertThat(unread("usr_b" + m, thread)).isEqualTo(3);
    }

    /// A newest message that is deleted leaves an older one.
    @Test
    default void frameThatLeavesAnotherNewestMessageIsShown() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m));
        merge(head(thread, 4));
        long revision = revision("usr_b" + m);
        merge(head(thread, 5, 4, 3));
        assertThat(revision("usr_b" + m)).isEqualTo(revision + 1);
        assertThat(row("usr_b" + m, thread).placement().activity()).isEqualTo(Updates.second(3));
    }

    @Test
    default void quietFrameOfALargeThreadIsReachedImmediatelyUnlessItsRowsAreBehind() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        var id = new ThreadId(thread);
        String[] users = Updates.users(m, 25);
        merge(thread(thread, 1, users));
        merge(head(thread, 4));
        engine().pass(Duration.ofSeconds(2));
        placeAll();
        long revision = revision(users[3]);

        merge(quiet(thread, 9, 4));
        assertThat(isReached(users[3], Position.head(id, 9))).isTrue();
        engine().pass(Duration.ofSeconds(2));
        placeAll();
        assertThat(revision(users[3])).isEqualTo(revision);

        merge(head(thread, 10, 5, 10));
        merge(quiet(thread, 11, 5));
        merge(head(thread, 11, 5, 5, read(users[1], 1)));
        assertThat(isReached(users[3], Position.head(id, 11))).isFalse();
        assertThat(isReached(users[1], Position.head(id, 11))).isTrue();
        engine().pass(Duration.ofSeconds(2));
        placeAll();
        assertThat(isReached(users[3], Position.head(id, 11))).isTrue();
        assertThat(revision(users[3])).isEqualTo(revision + 1);
    }

    /// Otherwise the folders of a row would depend on whether it was placed again.
    @Test
    default void threadThatIsHiddenUntilAMessageStaysHiddenAfterOtherFrames() {
        String m = EngineTests.mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m));
        merge(head(thread, 3));
        engine().set(new UserId("usr_a" + m), new ThreadId(thread), new Setting(0, false, 4), Set.of());
        merge(head(thread, 4));
        assertThat(list("usr_a" + m, Folder.ALL)).isEmpty();

        merge(quiet(thread, 9, 4));
        placeAgain(Folders.RULE + 1);
        assertThat(list("usr_a" + m, Folder.ALL)).isEmpty();
        merge(head(thread, 10, 5, 10));
        assertThat(list("usr_a" + m, Folder.ALL)).containsExactly(thread);
    }
}
