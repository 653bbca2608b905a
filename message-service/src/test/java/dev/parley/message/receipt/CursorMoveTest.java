package dev.parley.message.receipt;

import static dev.parley.message.receipt.CursorMove.BACK;
import static dev.parley.message.receipt.CursorMove.DELIVER;
import static dev.parley.message.receipt.CursorMove.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.log.Change.InitialCursor;
import dev.parley.message.log.Frame;
import dev.parley.message.log.FrameId;
import dev.parley.message.log.Head;
import dev.parley.message.problem.MessageProblem.SequenceBeyondHead;
import dev.parley.message.receipt.Cursor.Epoch;
import dev.parley.message.receipt.CursorMove.Known;
import dev.parley.message.receipt.CursorMove.Outcome;
import dev.parley.message.receipt.CursorRow.Range;
import dev.parley.message.receipt.CursorRow.Send;
import dev.parley.message.receipt.CursorRow.Written;
import dev.parley.platform.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// The rules by which cursors move. In these tests, the ordinal at a sequence is its tenfold.
final class CursorMoveTest {

    private static final ThreadId THREAD = new ThreadId("thr_1");
    private static final UserId ALICE = new UserId("usr_alice");
    private static final long HEAD = 20;

    private static Instant at(long second) {
        return Instant.ofEpochSecond(1_000_000 + second);
    }

    private static Send send(long sequence, long second) {
        return new Send(ALICE, sequence, 10 * sequence, at(second));
    }

    private static Range range(long sequence, long second) {
        return new Range(sequence, Optional.of(at(second)));
    }

    private static Known known(CursorRow row, Optional<Send> newest, long sequence) {
        OptionalLong ordinal = sequence > HEAD ? OptionalLong.empty() : OptionalLong.of(10 * sequence);
        return new Known(THREAD, row, newest, HEAD, ordinal);
    }

    private static Outcome decide(CursorMove move, CursorRow row, Optional<Send> newest, long sequence, long second) {
        return move.decide(known(row, newest, sequence), sequence, at(second));
    }

    private static Written written(CursorMove move, CursorRow row, long sequence, long second) {
        return decide(move, row, Optional.empty(), sequence, second).written().orElseThrow();
    }

    private static CursorRow read(long sequence, long second) {
        return written(READ, CursorRow.none(ALICE), sequence, second).row();
    }

    private static CursorRow joined(CursorRow row, long sequence, long second) {
        return row.joined(join(sequence, second), Optional.empty()).row();
    }

    private static InitialCursor join(long sequence, long second) {
        return new InitialCursor(THREAD, ALICE, new Head(sequence, 10 * sequence), at(second), 7);
    }

    @Test
    void readMovesForwardOnly() {
        CursorRow five = read(5, 0);
        assertThat(five.cursor()).isEqualTo(new Cursor(ALICE, 5, 50, at(0)));
        assertThat(decide(READ, five, Optional.empty(), 5, 9)).isEqualTo(new Outcome(five.cursor(), Optional.empty()));
        assertThat(decide(READ, five, Optional.empty(), 4, 9)).isEqualTo(new Outcome(five.cursor(), Optional.empty()));
        assertThat(written(READ, five, 6, 9).read()).isTrue();
    }

    @Test
    void sequenceBeyondTheHeadIsRefusedByEveryMoveForward() {
        for (CursorMove move : List.of(READ, DELIVER)) {
            assertThatThrownBy(() -> decide(move, read(5, 0), Optional.empty(), HEAD + 1, 9))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            thrown -> assertThat(thrown.problem())
                                    .isEqualTo(new SequenceBeyondHead(THREAD, HEAD + 1, HEAD)));
        }
        assertThat(decide(BACK, read(5, 0), Optional.empty(), HEAD + 1, 9).written())
                .isEmpty();
    }

    @Test
    void advancesWithinTheWindowOfTheFirstAreMerged() {
        CursorRow first = read(2, 0);
        Written second = written(READ, first, 3, 4);
        assertThat(second.ranges()).isEmpty();
        assertThat(second.row().windowTime()).isEqualTo(at(0));
        Written third = written(READ, second.row(), 5, 5);
        assertThat(third.ranges()).containsExactly(range(3, 4));
        assertThat(third.row().windowTime()).isEqualTo(at(5));
    }

    @Test
    void moveBackBeginsAnEpochAtTheHeadAndKeepsWhatWasRead() {
        Written back = written(BACK, read(5, 0), 2, 1);
        assertThat(back.row().cursor()).isEqualTo(new Cursor(ALICE, 2, 20, at(1), new Epoch(1, 0, 0), 5));
        assertThat(back.row().epochSequence()).isEqualTo(HEAD);
        assertThat(back.ranges()).containsExactly(range(5, 0));
        assertThat(decide(BACK, back.row(), Optional.empty(), 2, 9).written()).isEmpty();
        assertThat(written(BACK, read(5, 0), 0, 1).row().cursor().readOrdinal()).isZero();
    }

    @Test
    void messagesThatAreReadAgainAddNoRange() {
        CursorRow back = written(BACK, read(5, 0), 2, 10).row();
        Written again = written(READ, back, 4, 20);
        assertThat(again.ranges()).isEmpty();
        Written further = written(READ, again.row(), 8, 30);
        assertThat(further.ranges()).isEmpty();
        assertThat(written(READ, further.row(), 9, 40).ranges()).containsExactly(range(8, 30));
    }

    @Test
    void deliveryNeverDecreasesAndLeavesTheReadPosition() {
        CursorRow five = read(5, 0);
        Written delivered = written(DELIVER, five, 9, 1);
        assertThat(delivered.read()).isFalse();
        assertThat(delivered.row().cursor()).isEqualTo(five.cursor().withDelivered(9));
        assertThat(decide(DELIVER, delivered.row(), Optional.empty(), 8, 2).written())
                .isEmpty();
        CursorRow back = written(BACK, delivered.row(), 1, 3).row();
        assertThat(back.cursor().deliveredSequence()).isEqualTo(9);
        assertThat(joined(back, 3, 4).cursor().deliveredSequence()).isEqualTo(9);
        assertThat(joined(back, 12, 4).cursor().deliveredSequence()).isEqualTo(12);
    }

    @Test
    void sendMovesTheCursorOfItsEpochWhetherItIsFoldedOrNot() {
        CursorRow two = read(2, 0);
        var sent = new Cursor(ALICE, 6, 60, at(1));
        assertThat(two.current(Optional.of(send(6, 1)))).isEqualTo(sent);
        assertThat(two.folded(send(6, 1)).orElseThrow().row().cursor()).isEqualTo(sent);
        assertThat(two.folded(send(2, 1))).isEmpty();
        assertThat(CursorRow.none(ALICE).current(Optional.of(send(6, 1)))).isEqualTo(sent);

        CursorRow back = written(BACK, read(9, 0), 2, 10).row();
        assertThat(back.folded(send(HEAD, 1))).isEmpty();
        assertThat(back.current(Optional.of(send(HEAD, 1)))).isEqualTo(back.cursor());
        assertThat(back.folded(send(HEAD + 1, 20))).isPresent();
    }

    @Test
    void movesStartFromTheSendThatIsNotFolded() {
        CursorRow two = read(2, 0);
        Optional<Send> sent = Optional.of(send(6, 10));
        Cursor current = two.current(sent);
        assertThat(decide(READ, two, sent, 6, 20)).isEqualTo(new Outcome(current, Optional.empty()));
        assertThat(decide(DELIVER, two, sent, 6, 20)).isEqualTo(new Outcome(current, Optional.empty()));
        assertThat(decide(DELIVER, two, sent, 7, 20).cursor()).isEqualTo(current.withDelivered(7));

        for (CursorMove move : List.of(READ, BACK)) {
            long to = move == READ ? 8 : 1;
            Outcome unfolded = decide(move, two, sent, to, 20);
            CursorRow folded = two.folded(send(6, 10)).orElseThrow().row();
            assertThat(unfolded.cursor())
                    .isEqualTo(written(move, folded, to, 20).row().cursor());
            assertThat(unfolded.written().orElseThrow().ranges()).containsExactly(range(2, 0), range(6, 10));
        }
    }

    @Test
    void joinBeginsAnEpochThatNamesIt() {
        Written first = CursorRow.none(ALICE).joined(join(9, 1), Optional.empty());
        assertThat(first.row().cursor()).isEqualTo(new Cursor(ALICE, 9, 90, at(1), new Epoch(1, 7, 9), 9));
        assertThat(first.row().epochSequence()).isEqualTo(9);
        assertThat(first.ranges()).containsExactly(new Range(9, Optional.empty()));
        assertThat(CursorRow.none(ALICE).joined(join(0, 1), Optional.empty()).ranges())
                .isEmpty();
        assertThat(joined(first.row(), 12, 5).cursor().epoch()).isEqualTo(new Epoch(2, 7, 12));
    }

    @Test
    void returnKeepsWhatWasReadAndSentBefore() {
        Written returned = read(2, 0).joined(join(9, 60), Optional.of(send(5, 1)));
        assertThat(returned.ranges()).containsExactly(range(2, 0), range(5, 1), new Range(9, Optional.empty()));
        assertThat(returned.row().folded(send(5, 1))).isEmpty();
        assertThat(written(READ, returned.row(), 12, 100).ranges())
                .as("the join has kept all up to it")
                .isEmpty();
        CursorRow back = written(BACK, read(5, 0), 2, 10).row();
        assertThat(back.joined(join(9, 60), Optional.of(send(5, 1))).ranges())
                .as("the send is from before the epoch, and was kept by the move back")
                .containsExactly(new Range(9, Optional.empty()));
    }

    @Test
    void onlyMessagesMoveTheCursorsOfTheirActors() {
        assertThat(Send.of(frame(new Frame.Posted(ALICE, "text", Optional.empty()))))
                .contains(new Send(ALICE, 3, 2, at(1)));
        assertThat(Send.of(frame(new Frame.Joined(List.of(ALICE), Optional.of(Actor.of(ALICE))))))
                .isEmpty();
    }

    private static Frame frame(Frame.Content content) {
        return new Frame(THREAD, 3, 2, new FrameId("msg_1"), at(1), content);
    }
}
