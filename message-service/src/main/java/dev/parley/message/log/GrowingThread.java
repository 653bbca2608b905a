package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.Change.NewFrame;
import dev.parley.message.log.Change.Outcome;
import dev.parley.message.log.Frame.Content;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The end of one thread while a batch extends it: assigns sequence, ordinal and time.
public final class GrowingThread {

    private final ThreadId thread;
    private final StoredHead stored;
    private final List<Frame> unannounced = new ArrayList<>();
    private final List<Overlay> overlays = new ArrayList<>();
    private final List<HiddenMessage> hidden = new ArrayList<>();
    private @Nullable Fence fence;
    private Head head;
    private Instant createTime;
    private long fenceVersion;
    private long messageSequence;
    private boolean grown;
    private boolean repeated;

    /// Starts from a stored head.
    ///
    /// @param fence the stored fence, if it was looked up
    GrowingThread(ThreadId thread, StoredHead stored, @Nullable Fence fence) {
        this.thread = thread;
        this.stored = stored;
        this.fence = fence;
        this.head = stored.head();
        this.createTime = stored.createTime();
        this.fenceVersion = stored.fenceVersion();
    }

    /// The thread.
    public ThreadId thread() {
        return thread;
    }

    /// Returns the head from which it started.
    public StoredHead stored() {
        return stored;
    }

    /// Returns the current head.
    public StoredHead newest() {
        return new StoredHead(head, createTime, fenceVersion);
    }

    /// Returns the newest position.
    public Head head() {
        return head;
    }

    /// Returns the time of the newest frame.
    public Instant createTime() {
        return createTime;
    }

    /// Returns the version of the fence in force.
    public long fenceVersion() {
        return fenceVersion;
    }

    /// Returns the sequence of the newest message that the batch added and that counts; 0 if it added none.
    public long messageSequence() {
        return messageSequence;
    }

    /// Whether the head must be rewritten.
    public boolean isGrown() {
        return grown;
    }

    /// Returns the fence in force, if it was looked up or is new.
    public Optional<Fence> fence() {
        return Optional.ofNullable(fence);
    }

    /// Returns the frames that this process wrote and has not announced yet, in order.
    List<Frame> unannounced() {
        return List.copyOf(unannounced);
    }

    /// Whether there is anything to announce besides the fence.
    boolean hasUnannounced() {
        return !unannounced.isEmpty() || !overlays.isEmpty() || !hidden.isEmpty();
    }

    /// Whether a change was found in the log, or would change nothing.
    boolean isRepeated() {
        return repeated;
    }

    /// Returns the current states of messages that it changed, in order.
    List<Overlay> overlays() {
        return List.copyOf(overlays);
    }

    /// Returns the messages that it hid or showed again, and for whom.
    List<HiddenMessage> hidden() {
        return List.copyOf(hidden);
    }

    /// Returns the fence in force: the one by which a change was admitted, if that is in force, or else the
    /// one that was looked up.
    Fence fenceInForce(Fence admittedBy) {
        if (admittedBy.version() == fenceVersion) {
            return admittedBy;
        }
        if (fence == null) {
            throw new ThreadAccessDenied(thread).exception();
        }
        return fence;
    }

    /// Returns the next frame. Nothing changes until the outcome is applied.
    Frame next(FrameId id, Content content, Instant now) {
        return next(0, id, content, now);
    }

    /// Returns the frame that follows `before` other frames, which are notices.
    Frame next(int before, FrameId id, Content content, Instant now) {
        return new Frame(
                thread,
                head.sequence() + before + 1,
                head.ordinal() + (content.counts() ? 1 : 0),
                id,
                now.isBefore(createTime) ? createTime : now,
                content);
    }

    /// Applies the outcome of a change.
    void take(Outcome<?> outcome) {
        repeated |= outcome.frames().isEmpty();
        for (NewFrame written : outcome.frames()) {
            Frame frame = written.frame();
            grown = true;
            head = frame.head();
            createTime = frame.createTime();
            if (frame.content().counts()) {
                messageSequence = frame.sequence();
            }
            unannounced.add(frame);
        }
        overlays.addAll(outcome.overlays());
        hidden.addAll(outcome.hidden());
        outcome.fence().ifPresent(newer -> {
            grown = true;
            fence = newer;
            fenceVersion = newer.version();
        });
    }

    /// Applies frames that are already stored, by a commit whose response was lost.
    void recover(Outcome<?> outcome) {
        outcome.frames().forEach(written -> unannounced.add(written.frame()));
        overlays.addAll(outcome.overlays());
        hidden.addAll(outcome.hidden());
    }
}
