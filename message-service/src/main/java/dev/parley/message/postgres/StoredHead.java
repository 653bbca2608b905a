package dev.parley.message.postgres;

import dev.parley.message.log.Head;
import java.time.Instant;

/// What an append needs of a row of `thread_head`.
///
/// @param createTime that of the newest frame
record StoredHead(Head head, Instant createTime, long fenceVersion) {}
