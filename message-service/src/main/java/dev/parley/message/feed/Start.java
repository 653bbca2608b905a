package dev.parley.message.feed;

import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.MessageLog.Position;
import dev.parley.message.problem.MessageProblem.SequenceBeyondHead;

/// Where a feed begins.
public sealed interface Start {

    /// Starts after the head.
    record Now() implements Start {}

    /// Starts after a sequence, which is at most the head.
    record After(long sequence) implements Start {}

    /// Starts before this many newest messages that the reader may see, with all frames since the oldest of
    /// them.
    record Last(int messages) implements Start {}

    /// Returns the position after which the feed of a reader begins.
    default long position(Fence fence, UserId reader, Position position, MessageLog log) {
        long head = position.head().sequence();
        return switch (this) {
            case Now() -> head;
            case After(long sequence) -> {
                if (sequence > head) {
                    throw new SequenceBeyondHead(fence.thread(), sequence, head).exception();
                }
                yield sequence;
            }
            case Last(int messages) -> new LookBack(fence, reader, log).before(head, messages);
        };
    }
}
