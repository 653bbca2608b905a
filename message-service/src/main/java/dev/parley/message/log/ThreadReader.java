package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.MessageLog.Found;
import dev.parley.message.log.MessageLog.Page;
import dev.parley.message.log.MessageLog.Position;
import dev.parley.message.log.MessageLog.Range;
import dev.parley.message.problem.MessageProblem.MessageNotFound;
import dev.parley.message.problem.MessageProblem.SequenceBeyondHead;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the log for a participant. The right to read is checked against the fence that is stored when it reads. What lies
/// before the reader's history, and what is hidden for the reader, is left out.
@Singleton
public final class ThreadReader {

    private static final int TWO = 2;

    private final MessageLog log;
    private final Fences fences;

    /// Reads from `log` what `fences` let pass.
    public ThreadReader(MessageLog log, Fences fences) {
        this.log = log;
        this.fences = fences;
    }

    /// The newest messages and notices below a sequence.
    public Page before(ThreadId thread, UserId reader, long sequence, int limit) {
        return page(thread, reader, Range.messagesBefore(sequence, limit));
    }

    /// The oldest messages and notices above a sequence. Throws `SequenceBeyondHead`.
    public Page after(ThreadId thread, UserId reader, long sequence, int limit) {
        Page page = page(thread, reader, Range.messagesAfter(sequence, limit));
        checkSequence(thread, sequence, page.position());
        return page;
    }

    /// One message and its current state. Throws `MessageNotFound`.
    public Found get(ThreadId thread, UserId reader, MessageId message) {
        position(thread, reader);
        return find(reader, Map.of(message, thread)).stream()
                .findFirst()
                .orElseThrow(() -> new MessageNotFound(thread, message).exception());
    }

    /// Those of the messages that exist and that the reader may read, in no particular order.
    public List<Found> find(UserId reader, Map<MessageId, ThreadId> messages) {
        List<Found> found = log.find(messages);
        var versions = new HashMap<ThreadId, Long>();
        found.forEach(one -> versions.put(one.frame().thread(), one.fenceVersion()));
        Map<ThreadId, Fence> fenced = fences.atLeast(versions);
        return found.stream()
                .filter(one -> isReadable(fenced, one.frame(), reader))
                .toList();
    }

    /// Where the thread is now. Throws `ThreadAccessDenied`.
    public Position position(ThreadId thread, UserId reader) {
        Position position = log.positions(List.of(thread)).get(thread);
        if (position == null) {
            throw new ThreadAccessDenied(thread).exception();
        }
        fences.atLeast(thread, position.fenceVersion()).admitReader(reader);
        return position;
    }

    /// Throws unless a user may follow a thread from after a sequence on.
    public void admitWatcher(ThreadId thread, UserId watcher, long sequence) {
        Position position = position(thread, watcher);
        fences.get(thread).admitWatcher(watcher);
        checkSequence(thread, sequence, position);
    }

    /// Throws `SequenceBeyondHead` when the sequence is beyond the head.
    public static void checkSequence(ThreadId thread, long sequence, Position position) {
        long head = position.head().sequence();
        if (sequence > head) {
            throw new SequenceBeyondHead(thread, sequence, head).exception();
        }
    }

    private boolean isReadable(Map<ThreadId, Fence> fenced, Frame frame, UserId reader) {
        Fence fence = fenced.get(frame.thread());
        return fence != null
                && fence.isParticipant(reader)
                && frame.sequence() >= fence.historyFrom(reader)
                && !hidden(fence, reader, List.of(frame)).contains(frame.sequence());
    }

    private Page page(ThreadId thread, UserId reader, Range range) {
        Page page = log.page(thread, range).orElseThrow(() -> new ThreadAccessDenied(thread).exception());
        Fence fence = fences.atLeast(thread, page.position().fenceVersion());
        fence.admitReader(reader);
        long from = fence.historyFrom(reader);
        Set<Long> hidden = hidden(fence, reader, page.frames());
        boolean begins = range.direction() == Range.Direction.BEFORE
                && !page.frames().isEmpty()
                && page.frames().getFirst().sequence() <= from;
        if (hidden.isEmpty() && (page.frames().isEmpty() || page.frames().getFirst().sequence() >= from)) {
            return begins ? new Page(page.frames(), page.overlays(), false, page.position()) : page;
        }
        List<Frame> shown = page.frames().stream()
                .filter(frame -> frame.sequence() >= from && !hidden.contains(frame.sequence()))
                .toList();
        return new Page(shown, page.overlays(), page.more() && !begins, page.position());
    }

    /// The sequences of those frames that are hidden for the reader. In a thread of two nothing is.
    private Set<Long> hidden(Fence fence, UserId reader, List<Frame> frames) {
        if (frames.isEmpty() || fence.participants().size() <= TWO) {
            return Set.of();
        }
        var hidden = new HashSet<Long>();
        log.hiddenOrdinals(
                        fence.thread(),
                        Optional.of(reader),
                        frames.getFirst().ordinal() - 1,
                        frames.getLast().ordinal())
                .stream()
                .filter(HiddenOrdinal::hidden)
                .forEach(one -> hidden.add(one.sequence()));
        return hidden;
    }
}
