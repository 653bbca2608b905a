package dev.parley.message.log;

import java.time.Instant;

/// What the sequencer must know of the end of a thread.
///
/// @param createTime that of the newest frame
public record StoredHead(Head head, Instant createTime, long fenceVersion) {

    /// Of a thread that nothing is stored of.
    public static final StoredHead EMPTY = new StoredHead(Head.EMPTY, Instant.EPOCH, 0);
}
