package dev.parley.message.log;

import static dev.parley.message.log.MessageLogContractStore.ALICE;
import static dev.parley.message.log.MessageLogContractStore.BOB;
import static dev.parley.message.log.MessageLogContractStore.fence;
import static dev.parley.message.log.MessageLogContractStore.problemOf;
import static dev.parley.message.log.MessageLogContractStore.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.message.log.KnownRows.StoredFrame;
import dev.parley.message.log.MessageLog.Appended;
import dev.parley.message.log.MessageLogContractStore.SilentListener;
import dev.parley.message.problem.MessageProblem.MessageNotFound;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The sequencer, and a send whose earlier attempt may have been written.
final class ChangeBatchTest {

    private static final ThreadId THREAD = new ThreadId("thr_1");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final StoredHead EMPTY = new StoredHead(Head.EMPTY, Instant.EPOCH, 1);

    private final PendingChange<Appended> pending = new PendingChange<>(text(THREAD, ALICE, "request-1", "text"));
    private final List<Frame> heard = new ArrayList<>();

    @Test
    void commitWhoseResponseWasLostIsNotAReplay() {
        Frame written = decide(EMPTY, Map.of()).writes().frames().getFirst().frame();

        ChangeBatch again = decide(new StoredHead(new Head(1, 1), NOW, 1), stored(1, NOW));
        finish(again);

        assertThat(again.writes().isEmpty()).isTrue();
        assertThat(again.grown()).isEmpty();
        assertThat(pending.result()).isCompletedWithValue(new Appended(written, Optional.empty(), false));
        assertThat(heard).containsExactly(written);
    }

    @Test
    void commitWhoseResponseWasLostIsNotUndoneByALaterFence() {
        Frame written = decide(EMPTY, Map.of()).writes().frames().getFirst().frame();
        finish(decide(new StoredHead(new Head(2, 1), NOW, 2), stored(1, NOW)));
        assertThat(pending.result()).isCompletedWithValue(new Appended(written, Optional.empty(), false));
    }

    @Test
    void batchThatWasRolledBackIsSubjectToTheNewFence() {
        decide(EMPTY, Map.of());
        finish(decide(new StoredHead(new Head(1, 0), NOW, 2), Map.of()));
        assertThat(problemOf(pending.result())).isEqualTo(new ThreadAccessDenied(THREAD));
        assertThat(heard).isEmpty();
    }

    @Test
    void sameMessageOfAnotherCallIsAReplay() {
        decide(EMPTY, Map.of());
        finish(decide(new StoredHead(new Head(9, 9), NOW, 1), stored(5, NOW)));
        assertThat(pending.result().join().replayed()).isTrue();
        assertThat(pending.result().join().frame().sequence()).isEqualTo(5);
        assertThat(heard).isEmpty();
    }

    @Test
    void batchThatWasRolledBackIsNumberedAgain() {
        decide(EMPTY, Map.of());
        ChangeBatch again = decide(new StoredHead(new Head(7, 4), NOW.plusMillis(9), 1), Map.of());
        finish(again);
        assertThat(again.writes().frames()).hasSize(1);
        Frame frame = pending.result().join().frame();
        assertThat(frame.head()).isEqualTo(new Head(8, 5));
        assertThat(frame.createTime()).isEqualTo(NOW.plusMillis(9));
        assertThat(heard).containsExactly(frame);
    }

    @Test
    void heldThreadsAreSkipped() {
        var other = new PendingChange<>(text(new ThreadId("thr_2"), BOB, "request-1", "text"));
        var batch = new ChangeBatch(List.of(pending, other));
        var heads = Map.of(other.thread(), EMPTY);
        batch.decide(new KnownRows(heads, Map.of()), Map.of(), Set.of(THREAD), NOW);
        finish(batch);
        assertThat(batch.postpone(Set.of(THREAD))).isEqualTo(List.of(pending));
        assertThat(pending.result()).isNotDone();
        assertThat(other.result()).isCompleted();
    }

    @Test
    void messageOfAnotherThreadInTheSameBatchIsNotFound() {
        var elsewhere = new ThreadId("thr_2");
        Post first = text(elsewhere, BOB, "request-1", "text");
        var answer = new PendingChange<>(MessageLogContractStore.reply(THREAD, ALICE, "request-2", first.id()));
        var batch = new ChangeBatch(List.of(new PendingChange<>(first), answer));
        batch.decide(new KnownRows(Map.of(THREAD, EMPTY, elsewhere, EMPTY), Map.of()), Map.of(), Set.of(), NOW);
        batch.answer();
        assertThat(problemOf(answer.result())).isEqualTo(new MessageNotFound(THREAD, first.id()));
    }

    /// Makes one attempt; the stored fence of version 2 does not include Alice.
    private ChangeBatch decide(StoredHead head, Map<Integer, StoredFrame> frames) {
        var batch = new ChangeBatch(List.of(pending));
        assertThat(batch.unknownFences(Map.of(THREAD, head))).hasSize(head.fenceVersion() == 1 ? 0 : 1);
        batch.decide(new KnownRows(Map.of(THREAD, head), frames), Map.of(THREAD, fence(THREAD, 2, BOB)), Set.of(), NOW);
        return batch;
    }

    private void finish(ChangeBatch batch) {
        batch.announce(new SilentListener() {
            @Override
            public void appended(
                    ThreadId thread, List<Frame> frames, List<Overlay> overlays, List<HiddenMessage> hidden) {
                heard.addAll(frames);
            }
        });
        batch.answer();
    }

    private static Map<Integer, StoredFrame> stored(long sequence, Instant createTime) {
        return Map.of(
                0,
                new StoredFrame(
                        sequence,
                        sequence,
                        createTime,
                        Frame.Kind.TEXT,
                        0,
                        true,
                        false,
                        KnownRows.State.of(MessageLogContractStore.posted(ALICE, "text"))));
    }
}
