package dev.parley.message.feed;

import dev.parley.id.ThreadId;
import dev.parley.message.log.Frame;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.MessageLog.Page;
import dev.parley.message.log.MessageLog.Position;
import dev.parley.message.log.MessageLog.Range;
import dev.parley.message.problem.MessageProblem.SequenceBeyondHead;
import java.util.List;

/// Where a feed begins.
public sealed interface Start {

    /// After the head.
    record Now() implements Start {}

    /// After a sequence, which is at most the head.
    record After(long sequence) implements Start {}

    /// Before the newest messages, this many, with all frames since the oldest of them.
    record Last(int messages) implements Start {}

    /// The position after which the feed begins.
    default long position(ThreadId thread, Position position, MessageLog log) {
        long head = position.head().sequence();
        return switch (this) {
            case Now() -> head;
            case After(long sequence) -> {
                if (sequence > head) {
                    throw new SequenceBeyondHead(thread, sequence, head).exception();
                }
                yield sequence;
            }
            case Last(int messages) -> beforeLast(thread, position, messages, log);
        };
    }

    private static long beforeLast(ThreadId thread, Position position, int messages, MessageLog log) {
        long head = position.head().sequence();
        List<Frame> frames = log.page(thread, Range.messagesBefore(head + 1, messages))
                .map(Page::frames)
                .orElse(List.of());
        return frames.isEmpty() ? head : frames.getFirst().sequence() - 1;
    }
}
