package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import java.util.List;

/// Notified of this process's writes after the commit. Notifications may be lost, so nothing depends on them. It must
/// be
/// quick and must not throw.
public interface LogListener {

    /// Frames were appended to a thread, in order; called before the appends complete.
    ///
    /// @param hidden those of the frames that are hidden, and for whom
    void appended(ThreadId thread, List<Frame> frames, List<HiddenOrdinal> hidden);

    /// A fence came into force, or was looked up; called before the fences of one write are acknowledged, and
    /// before the frames of the same write.
    void fenced(Fence fence);
}
