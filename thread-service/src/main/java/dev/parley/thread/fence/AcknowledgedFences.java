package dev.parley.thread.fence;

import dev.parley.id.ThreadId;
import java.util.Map;

/// Records which fences the message service has acknowledged.
public interface AcknowledgedFences {
    /// Records that these fence versions are in force. A version older than the recorded one changes nothing.
    /// Does not wait for those who are changing a thread: then nothing is recorded for it, and its fence counts
    /// as pending until it is pushed again.
    void inForce(Map<ThreadId, Long> versions);
}
