package dev.parley.message.log;

import java.time.Instant;

/// The end of a thread, as the sequencer needs it.
///
/// @param createTime the time of the newest frame
public record StoredHead(Head head, Instant createTime, long fenceVersion) {

    /// A thread with nothing stored.
    public static final StoredHead EMPTY = new StoredHead(Head.EMPTY, Instant.EPOCH, 0);
}
