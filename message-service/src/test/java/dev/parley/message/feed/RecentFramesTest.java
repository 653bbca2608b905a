package dev.parley.message.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.message.log.Frame;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RecentFramesTest {

    private static final ThreadId THREAD = new ThreadId("thr_a");
    private static final String LONG = "x".repeat(10_000);

    private final FrameBudget budget = new FrameBudget(100_000_000);
    private final RecentFrames recent = new RecentFrames(budget);

    private List<Frame> append(int count) {
        List<Frame> frames = LongStream.rangeClosed(1, count)
                .mapToObj(sequence -> Overlays.next(THREAD, sequence, "text"))
                .toList();
        assertThat(recent.append(frames.stream().map(RecentFrame::new).toList()))
                .isTrue();
        return frames;
    }

    @Test
    void editedTextCountsForTheBudget() {
        Frame frame = append(1).getFirst();
        long before = budget.used();

        recent.take(List.of(Overlays.edited(frame, 1, LONG)), List.of());
        assertThat(budget.used() - before).isEqualTo(2L * LONG.length());
        recent.take(List.of(Overlays.edited(frame, 2, "short")), List.of());
        assertThat(budget.used() - before).isEqualTo(2L * "short".length());

        recent.close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void editsOfAllHeldFramesStayWithinTheWeightOfAThread() {
        List<Frame> frames = append(RecentFrames.CAPACITY);

        recent.take(
                frames.stream().map(frame -> Overlays.edited(frame, 1, LONG)).toList(), List.of());

        assertThat(budget.used()).isPositive().isLessThanOrEqualTo(300_000);
        assertThat(recent.after(0, 10)).isEmpty();
        assertThat(recent.after(RecentFrames.CAPACITY - 1, 10)).isPresent();
    }
}
