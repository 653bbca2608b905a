package dev.parley.message.postgres;

import dev.parley.id.ThreadId;
import java.util.Map;

/// What a batch is decided by: what it finds in the store once it holds the locks, or what its lane remembers.
///
/// @param heads    the heads of its threads; those that have none are missing
/// @param messages the messages that exist, by their place in [AppendBatch#lookups], from 0
record LockedRows(Map<ThreadId, StoredHead> heads, Map<Integer, StoredMessage> messages) {}
