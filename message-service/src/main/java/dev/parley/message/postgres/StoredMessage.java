package dev.parley.message.postgres;

import java.time.Instant;

/// What an append needs of a row of `frame` that has an id it asked for.
///
/// @param sameThread  whether it is in the thread that it was asked in
/// @param sameContent whether it has the content hash that it was asked with
record StoredMessage(
        long sequence, long ordinal, Instant createTime, boolean screened, boolean sameThread, boolean sameContent) {}
