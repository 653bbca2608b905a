package dev.parley.message.feed;

import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.MessageLog.Position;
import dev.parley.message.problem.MessageProblem.SequenceBeyondHead;

/// Where a feed begins.
public sealed interface Start {

    /// After the head.
    record Now() implements Start {}

    /// After a sequence, which is at most the head.
    record After(long sequence) implements Start {}

    /// Before the newest messages that the reader may see, this many, with all frames since the oldest of
    /// them.
    record Last(int messages) implements Start {}

    /// The position after which the feed of a reader begins.
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
