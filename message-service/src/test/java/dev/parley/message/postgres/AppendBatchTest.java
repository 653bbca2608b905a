package dev.parley.message.postgres;

import static dev.parley.message.log.MessageLogContractStore.ALICE;
import static dev.parley.message.log.MessageLogContractStore.BOB;
import static dev.parley.message.log.MessageLogContractStore.fence;
import static dev.parley.message.log.MessageLogContractStore.problemOf;
import static dev.parley.message.log.MessageLogContractStore.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Head;
import dev.parley.message.log.MessageLog.Appended;
import dev.parley.message.log.MessageLogContractStore.SilentListener;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a batch makes of a commit whose answer was lost: it is decided anew, by what the store holds then.
final class AppendBatchTest {

    private static final ThreadId THREAD = new ThreadId("thr_1");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final StoredHead EMPTY = new StoredHead(Head.EMPTY, Instant.EPOCH, 1);

    private final PendingAppend pending = new PendingAppend(text(THREAD, ALICE, "request-1", "text"));
    private final List<Frame> heard = new ArrayList<>();

    @Test
    void commitWhoseAnswerWasLostIsNoReplay() {
        decide(EMPTY, Map.of());
        Frame written = pending.written();

        AppendBatch again = decide(new StoredHead(new Head(1, 1), NOW, 1), stored(1, NOW));
        finish(again);

        assertThat(again.frames()).isEmpty();
        assertThat(again.heads()).isEmpty();
        assertThat(pending.result()).isCompletedWithValue(new Appended(written, false));
        assertThat(heard).containsExactly(written);
    }

    @Test
    void commitWhoseAnswerWasLostIsNotUndoneByALaterFence() {
        decide(EMPTY, Map.of());
        finish(decide(new StoredHead(new Head(2, 1), NOW, 2), stored(1, NOW)));
        assertThat(pending.result()).isCompletedWithValue(new Appended(pending.written(), false));
    }

    @Test
    void batchThatWasRolledBackIsSubjectToTheNewFence() {
        decide(EMPTY, Map.of());
        finish(decide(new StoredHead(new Head(1, 0), NOW, 2), Map.of()));
        assertThat(problemOf(pending.result())).isEqualTo(new ThreadAccessDenied(THREAD));
        assertThat(heard).isEmpty();
    }

    @Test
    void sameRequestThatAnotherInstanceStoredMeanwhileIsAReplay() {
        decide(EMPTY, Map.of());
        finish(decide(new StoredHead(new Head(5, 5), NOW, 1), stored(5, NOW)));

        assertThat(pending.result().join().replayed()).isTrue();
        assertThat(pending.result().join().frame().sequence()).isEqualTo(5);
        assertThat(heard).isEmpty();
    }

    @Test
    void batchThatWasRolledBackIsNumberedAnew() {
        decide(EMPTY, Map.of());
        AppendBatch again = decide(new StoredHead(new Head(7, 4), NOW.plusMillis(9), 1), Map.of());
        finish(again);

        assertThat(again.frames()).hasSize(1);
        Frame frame = pending.result().join().frame();
        assertThat(frame.head()).isEqualTo(new Head(8, 5));
        assertThat(frame.createTime()).isEqualTo(NOW.plusMillis(9));
        assertThat(heard).containsExactly(frame);
    }

    /// One try; the stored fence of version 2 is without Alice.
    private AppendBatch decide(StoredHead head, Map<Integer, StoredMessage> messages) {
        var batch = new AppendBatch(List.of(pending));
        var rows = new LockedRows(Map.of(THREAD, head), messages);
        assertThat(batch.outdated(rows)).hasSize(head.fenceVersion() == 1 ? 0 : 1);
        batch.decide(rows, Map.of(THREAD, fence(THREAD, 2, BOB)), NOW);
        return batch;
    }

    private void finish(AppendBatch batch) {
        batch.announce(new SilentListener() {
            @Override
            public void appended(ThreadId thread, List<Frame> frames) {
                heard.addAll(frames);
            }
        });
        batch.answer();
    }

    private static Map<Integer, StoredMessage> stored(long sequence, Instant createTime) {
        return Map.of(0, new StoredMessage(sequence, sequence, createTime, true, true, true));
    }
}
