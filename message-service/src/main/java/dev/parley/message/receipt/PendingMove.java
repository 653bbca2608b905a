package dev.parley.message.receipt;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.util.concurrent.CompletableFuture;

/// A move of a cursor that waits for the next batch.
///
/// @param fenceVersion the version of the fence that has admitted the user
/// @param result completes after the commit, with the cursor of the user
/// @param since  when it was requested, as of `System.nanoTime()`
public record PendingMove(
        CursorMove move,
        ThreadId thread,
        UserId user,
        long sequence,
        long fenceVersion,
        CompletableFuture<Cursor> result,
        long since) {

    /// Creates a move that is requested now.
    public PendingMove(CursorMove move, ThreadId thread, UserId user, long sequence, long fenceVersion) {
        this(move, thread, user, sequence, fenceVersion, new CompletableFuture<>(), System.nanoTime());
    }

    CursorKey key() {
        return new CursorKey(thread, user);
    }

    /// The cursor of a user in a thread.
    record CursorKey(ThreadId thread, UserId user) {}
}
