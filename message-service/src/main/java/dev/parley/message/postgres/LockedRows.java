package dev.parley.message.postgres;

import dev.parley.message.domain.ThreadId;
import java.util.Map;

/// What a batch finds in the store once it holds the locks.
///
/// @param heads    the heads of its threads; those that have none are missing
/// @param messages the messages that exist, by their place in [AppendBatch#lookups], from 0
record LockedRows(Map<ThreadId, StoredHead> heads, Map<Integer, StoredMessage> messages) {}
