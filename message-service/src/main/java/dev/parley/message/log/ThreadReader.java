package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.MessageLog.Found;
import dev.parley.message.log.MessageLog.Page;
import dev.parley.message.log.MessageLog.Position;
import dev.parley.message.problem.MessageProblem.MessageNotFound;
import dev.parley.message.problem.MessageProblem.SequenceBeyondHead;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the log for a participant. The right to read is checked against the fence that is stored when it reads.
@Singleton
public final class ThreadReader {

    private final MessageLog log;
    private final Fences fences;

    /// Reads from `log` what `fences` let pass.
    public ThreadReader(MessageLog log, Fences fences) {
        this.log = log;
        this.fences = fences;
    }

    /// The newest frames below a sequence.
    public Page before(ThreadId thread, UserId reader, long sequence, int limit) {
        return admitted(thread, reader, log.before(thread, sequence, limit));
    }

    /// The oldest frames above a sequence. Throws `SequenceBeyondHead`.
    public Page after(ThreadId thread, UserId reader, long sequence, int limit) {
        Page page = admitted(thread, reader, log.after(thread, sequence, limit));
        checkSequence(thread, sequence, page.position());
        return page;
    }

    /// One message. Throws `MessageNotFound`.
    public Frame get(ThreadId thread, UserId reader, MessageId message) {
        position(thread, reader);
        return log.find(Map.of(message, thread)).stream()
                .map(Found::frame)
                .findFirst()
                .orElseThrow(() -> new MessageNotFound(thread, message).exception());
    }

    /// Those of the messages that exist and that the reader may read.
    public List<Frame> find(UserId reader, Map<MessageId, ThreadId> messages) {
        List<Found> found = log.find(messages);
        var versions = new HashMap<ThreadId, Long>();
        found.forEach(one -> versions.put(one.frame().thread(), one.fenceVersion()));
        Map<ThreadId, Fence> fenced = fences.atLeast(versions);
        return found.stream()
                .map(Found::frame)
                .filter(frame -> isReadable(fenced.get(frame.thread()), reader))
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

    private static boolean isReadable(@Nullable Fence fence, UserId reader) {
        return fence != null && fence.participants().containsKey(reader);
    }

    private Page admitted(ThreadId thread, UserId reader, Optional<Page> found) {
        Page page = found.orElseThrow(() -> new ThreadAccessDenied(thread).exception());
        fences.atLeast(thread, page.position().fenceVersion()).admitReader(reader);
        return page;
    }
}
