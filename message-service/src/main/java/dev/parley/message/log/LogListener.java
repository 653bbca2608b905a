package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import java.util.List;

/// Hears of what this process wrote to the log, after the write is durable. A hint, no more: what another process
/// wrote is not told, and nothing depends on it but speed. Must be quick and must not throw.
public interface LogListener {

    /// Frames were appended to a thread, in order; called before the appends complete.
    void appended(ThreadId thread, List<Frame> frames);

    /// A fence was stored; called before `setFence` returns.
    void fenced(Fence fence);
}
