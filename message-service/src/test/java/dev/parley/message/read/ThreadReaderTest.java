package dev.parley.message.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.HiddenPairs;
import dev.parley.message.fence.HiddenPairs.Pair;
import dev.parley.message.fence.Member;
import dev.parley.message.fence.Standing.Status;
import dev.parley.message.log.Frame;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.problem.MessageProblem;
import dev.parley.message.problem.MessageProblem.MessageNotFound;
import dev.parley.message.problem.MessageProblem.SequenceBeyondHead;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.read.ThreadReader.MessagePage;
import dev.parley.platform.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class ThreadReaderTest {

    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_bob");
    private static final UserId CAROL = new UserId("usr_carol");

    private final MemoryReplica replica = new MemoryReplica(new MemoryStore());
    private final ThreadReader reader = new ThreadReader(replica.log(), replica.fences());
    private final ThreadId thread = replica.thread(ALICE, BOB, CAROL);

    private void sends(UserId sender, int count) {
        for (int i = 0; i < count; i++) {
            replica.send(thread, sender, "text");
        }
    }

    private static void assertListed(MessagePage page, boolean older, boolean newer, long... sequences) {
        assertThat(page.messages())
                .extracting(message -> message.frame().sequence())
                .isEqualTo(LongStream.of(sequences).boxed().toList());
        assertThat(page.older()).as("has older").isEqualTo(older);
        assertThat(page.newer()).as("has newer").isEqualTo(newer);
    }

    private static void assertProblem(ThrowingCallable call, MessageProblem problem) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown -> assertThat(thrown.problem()).isEqualTo(problem));
    }

    @Test
    void listsGoInBothDirectionsAndReportWhatIsAround() {
        sends(ALICE, 10);
        assertListed(reader.before(thread, BOB, Long.MAX_VALUE, 3), true, false, 8, 9, 10);
        assertListed(reader.before(thread, BOB, 4, 3), false, true, 1, 2, 3);
        assertListed(reader.before(thread, BOB, 4, 2), true, true, 2, 3);
        assertListed(reader.before(thread, BOB, 11, 10), false, false, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertListed(reader.before(thread, BOB, 1, 5), false, true);
        assertListed(reader.after(thread, BOB, 0, 3), false, true, 1, 2, 3);
        assertListed(reader.after(thread, BOB, 7, 3), true, false, 8, 9, 10);
        assertListed(reader.after(thread, BOB, 10, 3), true, false);
    }

    private static void assertCovers(MessagePage page, long first, long last) {
        assertThat(page.first()).as("first").isEqualTo(first);
        assertThat(page.last()).as("last").isEqualTo(last);
    }

    @Test
    void pagesCoverTheThreadWithoutAGap() {
        sends(ALICE, 10);
        assertCovers(reader.before(thread, BOB, Long.MAX_VALUE, 3), 8, 10);
        assertCovers(reader.before(thread, BOB, 4, 3), 1, 3);
        assertCovers(reader.before(thread, BOB, 1, 3), 1, 0);
        assertCovers(reader.after(thread, BOB, 0, 3), 1, 3);
        assertCovers(reader.after(thread, BOB, 7, 5), 8, 10);
        assertCovers(reader.after(thread, BOB, 10, 5), 11, 10);
    }

    @Test
    void pageOfHiddenMessagesReportsWhereToContinue() {
        replica.fence(fence().with(2, HiddenPairs.of(List.of(new Pair(ALICE, BOB)))));
        sends(CAROL, 1);
        sends(BOB, 4_000);
        sends(CAROL, 1);
        MessagePage newest = reader.before(thread, ALICE, Long.MAX_VALUE, 2);
        assertListed(newest, true, false, 4002);
        assertThat(newest.first()).isBetween(1_000L, 3_000L);
        MessagePage hidden = reader.before(thread, ALICE, newest.first(), 2);
        assertListed(hidden, false, true, 1);
        assertCovers(hidden, 1, newest.first() - 1);
        MessagePage oldest = reader.after(thread, ALICE, 1, 2);
        assertThat(oldest.newer()).isTrue();
        assertListed(reader.after(thread, ALICE, oldest.last(), 2), true, false, 4002);
    }

    @Test
    void emptyThreadHasNothingAround() {
        assertListed(reader.before(thread, BOB, Long.MAX_VALUE, 3), false, false);
        assertListed(reader.after(thread, BOB, 0, 3), false, false);
        assertCovers(reader.before(thread, BOB, Long.MAX_VALUE, 3), 1, 0);
        assertCovers(reader.before(thread, BOB, 7, 3), 1, 0);
        assertCovers(reader.after(thread, BOB, 0, 3), 1, 0);
    }

    @Test
    void hiddenMessagesAreOmittedAndThePageIsFilledBeyondThem() {
        replica.fence(fence().with(2, HiddenPairs.of(List.of(new Pair(ALICE, BOB)))));
        for (int i = 0; i < 20; i++) {
            replica.send(thread, i % 10 == 0 ? CAROL : BOB, "text");
        }
        assertListed(reader.before(thread, ALICE, Long.MAX_VALUE, 2), false, false, 1, 11);
        assertListed(reader.after(thread, ALICE, 0, 2), false, false, 1, 11);
        assertListed(reader.after(thread, ALICE, 1, 1), true, false, 11);
        assertThat(reader.before(thread, BOB, Long.MAX_VALUE, 50).messages()).hasSize(20);
        assertProblem(() -> reader.get(thread, ALICE, id(2)), new MessageNotFound(thread, id(2)));
        assertThat(reader.get(thread, ALICE, id(11)).frame().sequence()).isEqualTo(11);
    }

    @Test
    void historyBeginsWhereTheFenceSays() {
        sends(BOB, 5);
        replica.fence(fence().with(2, ALICE, Member.PLAIN.withHistoryFrom(4)));
        assertListed(reader.before(thread, ALICE, Long.MAX_VALUE, 5), false, false, 4, 5);
        assertListed(reader.before(thread, ALICE, Long.MAX_VALUE, 1), true, false, 5);
        assertListed(reader.after(thread, ALICE, 0, 5), false, false, 4, 5);
        assertListed(reader.after(thread, ALICE, 3, 5), false, false, 4, 5);
        MessagePage none = reader.before(thread, ALICE, 3, 5);
        assertListed(none, false, true);
        assertCovers(none, 3, 2);
        assertProblem(() -> reader.get(thread, ALICE, id(3)), new MessageNotFound(thread, id(3)));
    }

    @Test
    void noticesAreListedAndFound() {
        replica.fence(Fence.of(thread, 2, Status.OPEN, ALICE, BOB));
        Frame notice = reader.before(thread, ALICE, Long.MAX_VALUE, 5)
                .messages()
                .getFirst()
                .frame();
        assertThat(reader.get(thread, ALICE, MemoryReplica.id(notice)).frame()).isEqualTo(notice);
    }

    @Test
    void findOmitsOtherUsersThreads() {
        sends(ALICE, 1);
        ThreadId other = replica.thread(BOB, CAROL);
        Frame foreign = replica.send(other, BOB, "not for Alice");
        assertThat(reader.find(
                        ALICE,
                        Map.of(id(1), thread, MemoryReplica.id(foreign), other, new MessageId("msg_none"), thread)))
                .extracting(message -> message.frame().sequence())
                .containsExactly(1L);
    }

    @Test
    void foreignAndUnknownThreadsAreIndistinguishable() {
        sends(ALICE, 1);
        var stranger = new UserId("usr_stranger");
        var unknown = new ThreadId("thr_unknown");
        assertProblem(() -> reader.before(thread, stranger, 5, 5), new ThreadAccessDenied(thread));
        assertProblem(() -> reader.get(thread, stranger, id(1)), new ThreadAccessDenied(thread));
        assertProblem(() -> reader.before(unknown, ALICE, 5, 5), new ThreadAccessDenied(unknown));
        assertProblem(() -> reader.get(unknown, ALICE, id(1)), new ThreadAccessDenied(unknown));
    }

    @Test
    void sequenceBeyondTheHeadIsRefused() {
        sends(ALICE, 2);
        assertProblem(() -> reader.after(thread, BOB, 3, 5), new SequenceBeyondHead(thread, 3, 2));
    }

    private Fence fence() {
        return Fence.of(thread, 1, Status.OPEN, ALICE, BOB, CAROL);
    }

    /// Returns the id of the message at a sequence.
    private MessageId id(long sequence) {
        return MemoryReplica.id(replica.log()
                .page(thread, dev.parley.message.log.MessageLog.PageRequest.framesAfter(sequence - 1, 1))
                .orElseThrow()
                .frames()
                .getFirst());
    }
}
