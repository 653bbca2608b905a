package dev.parley.message.postgres;

import dev.parley.id.ThreadId;
import dev.parley.message.log.Draft;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Head;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The end of one thread while a batch grows it: gives out sequence, ordinal and time.
final class ThreadTail {

    private final ThreadId thread;
    private final StoredHead stored;
    private final List<Frame> news = new ArrayList<>();
    private Head head;
    private Instant createTime;
    private boolean grown;

    ThreadTail(ThreadId thread, StoredHead stored) {
        this.thread = thread;
        this.stored = stored;
        this.head = stored.head();
        this.createTime = stored.createTime();
    }

    ThreadId thread() {
        return thread;
    }

    /// Where it grew from.
    StoredHead stored() {
        return stored;
    }

    /// Where it is now.
    StoredHead newest() {
        return new StoredHead(head, createTime, stored.fenceVersion());
    }

    long fenceVersion() {
        return stored.fenceVersion();
    }

    Head head() {
        return head;
    }

    Instant createTime() {
        return createTime;
    }

    /// Whether the head has to be rewritten.
    boolean grown() {
        return grown;
    }

    /// The frames that this process wrote and nobody was told of, in order.
    List<Frame> news() {
        return news;
    }

    /// Makes the next frame of a send.
    Frame grow(PendingAppend pending, Instant now) {
        grown = true;
        head = new Head(head.sequence() + 1, head.ordinal() + 1);
        createTime = now.isBefore(createTime) ? createTime : now;
        Draft draft = pending.draft();
        var content = new Frame.Text(
                draft.sender(), draft.text(), draft.replyTo(), pending.append().screened());
        var frame = new Frame(thread, head.sequence(), head.ordinal(), pending.messageId(), createTime, content);
        news.add(frame);
        return frame;
    }

    /// Takes a frame that is stored already, by a commit whose answer was lost.
    void recover(Frame frame) {
        news.add(frame);
    }
}
