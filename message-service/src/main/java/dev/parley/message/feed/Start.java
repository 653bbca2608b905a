package dev.parley.message.feed;

import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.MessageLog.LogState;
import dev.parley.message.problem.MessageProblem.PositionLost;
import dev.parley.message.problem.MessageProblem.SequenceBeyondHead;
import dev.parley.message.timeline.Timeline;
import java.util.Map;

/// Where a feed begins.
public sealed interface Start {

    /// Starts after the head.
    record Now() implements Start {}

    /// Starts after a sequence, which is at most the head.
    record After(long sequence) implements Start {}

    /// Starts after a sequence that a feed had reached in a timeline of the store.
    record Resumed(Timeline timeline, long sequence) implements Start {}

    /// Starts before this many newest messages that the reader may see, with all frames since the oldest of
    /// them.
    record Last(int messages) implements Start {}

    /// Returns the position after which the feed of a reader begins.
    default long position(Fence fence, UserId reader, LogState state, MessageLog log) {
        long head = state.head().sequence();
        return switch (this) {
            case Now() -> head;
            case After(long sequence) -> {
                if (sequence > head) {
                    throw new SequenceBeyondHead(fence.thread(), sequence, head).exception();
                }
                yield sequence;
            }
            case Resumed(Timeline timeline, long sequence) -> {
                if (!timeline.equals(state.timeline())
                        && !log.diverged(timeline, Map.of(fence.thread(), sequence))
                                .isEmpty()) {
                    throw new PositionLost(fence.thread(), sequence, head).exception();
                }
                yield new After(sequence).position(fence, reader, state, log);
            }
            case Last(int messages) -> new LookBack(fence, reader, log).before(head, messages);
        };
    }
}
