package dev.parley.inbox.merge;

import static dev.parley.inbox.contract.Updates.founding;
import static dev.parley.inbox.contract.Updates.head;
import static dev.parley.inbox.contract.Updates.joined;
import static dev.parley.inbox.contract.Updates.read;
import static dev.parley.inbox.contract.Updates.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.contract.Updates;
import dev.parley.inbox.memory.MemoryInbox;
import dev.parley.inbox.row.InboxRow;
import dev.parley.platform.testing.MutableClock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Applies updates of a thread in all orders, and twice: the row of a user is always the same in the end.
final class OrderOfUpdatesTest {

    private static final String THREAD = "thr_a";
    private static final UserId ANN = new UserId("usr_ann");

    private static List<Participant> returned() {
        var three = new ArrayList<>(founding("usr_bob", "usr_cat"));
        three.add(Participant.joined(ANN, 3));
        return three;
    }

    /// Ann reads 2 of 4, leaves, and returns at 8 while the thread goes on to 9.
    private static List<Object> updatesOfAReturn() {
        return List.of(
                thread(THREAD, 1, "usr_ann", "usr_bob", "usr_cat"),
                head(THREAD, 4, read("usr_ann", 2)),
                thread(THREAD, 2, "usr_bob", "usr_cat"),
                thread(THREAD, 3, returned()),
                head(THREAD, 8, joined("usr_ann", 8, 3)),
                head(THREAD, 9));
    }

    private static void merge(MemoryInbox inbox, List<Object> updates) {
        for (Object one : updates) {
            if (one instanceof ThreadHead head) {
                inbox.mergeHeads(List.of(head));
            } else {
                inbox.mergeThreads(List.of((ThreadChange) one));
            }
        }
    }

    private static InboxRow row(MemoryInbox inbox) {
        return inbox.find(ANN, new ThreadId(THREAD)).orElseThrow();
    }

    @Test
    void returnOfAUser() {
        assertSameRow(updatesOfAReturn(), 8, 1);
    }

    /// Ann sends at 3, reads up to 5, moves back to 2, and sends again at 7, while the thread goes on to 9.
    @Test
    void sendsReadsAndAMoveBackOfAUser() {
        long back = 1L << 40;
        assertSameRow(
                List.of(
                        thread(THREAD, 1, "usr_ann", "usr_bob"),
                        head(THREAD, 3, read("usr_ann", 3)),
                        head(THREAD, 6, read("usr_ann", 5)),
                        head(THREAD, 6, read("usr_ann", 2, back + 2)),
                        head(THREAD, 7, read("usr_ann", 7, back + 7)),
                        head(THREAD, 9)),
                7,
                2);
    }

    @Test
    void moveBackThatIsTheLastMove() {
        assertSameRow(
                List.of(
                        thread(THREAD, 1, "usr_ann", "usr_bob"),
                        head(THREAD, 3, read("usr_ann", 3)),
                        head(THREAD, 5, read("usr_ann", 5)),
                        head(THREAD, 6, read("usr_ann", 6)),
                        head(THREAD, 8, read("usr_ann", 2, (1L << 40) + 2))),
                2,
                6);
    }

    private static void assertSameRow(List<Object> updates, long readSequence, long unread) {
        forEachOrder(new ArrayList<>(), new ArrayList<>(updates), order -> {
            var inbox = new MemoryInbox(new MutableClock(Updates.second(0)));
            merge(inbox, order);
            InboxRow row = row(inbox);
            assertThat(row.unread().count()).as("after %s", order).isEqualTo(unread);
            assertThat(row.state().cursor().sequence()).isEqualTo(readSequence);
            merge(inbox, order.reversed());
            assertThat(row(inbox)).as("all updates applied twice").isEqualTo(row);
        });
    }

    private static void forEachOrder(List<Object> begun, List<Object> left, Consumer<List<Object>> test) {
        if (left.isEmpty()) {
            test.accept(begun);
        }
        for (Object next : List.copyOf(left)) {
            begun.add(next);
            left.remove(next);
            forEachOrder(begun, left, test);
            begun.removeLast();
            left.add(next);
        }
    }
}
