package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import java.util.List;

/// Is notified of what this process wrote to the log, once it is durable. A notification is a hint: writes of
/// other processes cause none, and only latency depends on it. An implementation must be fast and must not
/// throw.
public interface LogListener {

    /// A write added frames to a thread, in order, or changed messages of it. The call comes before the appends
    /// complete.
    ///
    /// @param frames   the new frames; empty when the write only changed messages
    /// @param overlays the current states of messages that the write changed, earlier ones included
    /// @param hidden   the messages that the write hid or showed again, earlier ones included
    void appended(ThreadId thread, List<Frame> frames, List<Overlay> overlays, List<HiddenMessage> hidden);

    /// A change was found in the log, or would change nothing: an earlier attempt may have been written without
    /// being announced anywhere, because its outcome was unknown. The call comes before the change completes.
    ///
    /// @param head the head of the thread, at least the position of what was found
    default void repeated(ThreadId thread, long head) {}

    /// A fence came into force, or was looked up. The call comes before the fences of one write are
    /// acknowledged, and before the frames of the same write.
    void fenced(Fence fence);
}
