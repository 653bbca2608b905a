package dev.parley.thread.fence;

import dev.parley.id.ThreadId;
import java.util.Map;

/// Remembers which fences the message service has acknowledged.
public interface AcknowledgedFences {
    /// Notes that these fence versions are in force. An older version than the one noted changes nothing.
    void inForce(Map<ThreadId, Long> versions);
}
