package dev.parley.message.receipt;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.problem.MessageProblem.CallerGone;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// How far the participants of each thread have read. A send moves its sender's cursor as soon as it is
/// acknowledged.
public interface CursorStore {

    /// A range that a participant read at one time: everything up to this sequence and after the previous
    /// advance.
    record Advance(UserId user, long sequence, Instant time) {}

    /// The version for a move that no fence has to admit.
    long ANY_FENCE = Long.MAX_VALUE;

    /// Moves a cursor, together with other moves that are requested at the same time. Completes once the move
    /// is durable, with the current cursor; the promises of each kind of move are those of the methods below.
    ///
    /// Fails with [FenceOutdated] if the stored fence is newer than the one that has admitted the user. In that
    /// case nothing of the thread is told, and the cursor stays.
    ///
    /// @param fenceVersion the version of the fence that has admitted the user, or [#ANY_FENCE]
    CompletableFuture<Cursor> move(CursorMove move, ThreadId thread, UserId user, long sequence, long fenceVersion);

    /// Moves a read cursor forward, never back, and returns the current one. Throws `SequenceBeyondHead`, and
    /// `ThreadAccessDenied` for a thread without a fence. Does not check whether the user may read.
    default Cursor advance(ThreadId thread, UserId user, long sequence) {
        return await(move(CursorMove.READ, thread, user, sequence, ANY_FENCE));
    }

    /// Moves a read cursor back to a sequence, 0 for before the first frame, and returns the current one. A
    /// cursor that is not beyond the sequence stays. The user's sends before this call no longer move the
    /// cursor; later ones do. Whatever was read before remains read in [#advancesOver]. Not idempotent: a
    /// repeated call undoes what was read between the two. Throws `ThreadAccessDenied` for a thread without a
    /// fence. Does not check whether the user may read.
    default Cursor moveBack(ThreadId thread, UserId user, long sequence) {
        return await(move(CursorMove.BACK, thread, user, sequence, ANY_FENCE));
    }

    /// Records that everything up to a sequence has reached a user, and returns the current cursor. The read
    /// position stays, and the inbox is not notified. Throws as [#advance] does.
    default Cursor deliver(ThreadId thread, UserId user, long sequence) {
        return await(move(CursorMove.DELIVER, thread, user, sequence, ANY_FENCE));
    }

    /// Waits for a move. Throws what it failed with.
    static Cursor await(CompletableFuture<Cursor> moved) {
        try {
            return moved.get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException thrown
                    ? thrown
                    : new IllegalStateException(failure.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new CallerGone().exception();
        }
    }

    /// Returns the cursors of those among `users` who have one and whose id is greater than `after`, by id,
    /// at most `limit`.
    List<Cursor> cursors(ThreadId thread, Collection<UserId> users, String after, int limit);

    /// Returns, for each user who has read a sequence, the advance that covered it, by user. The time is
    /// exact to the few seconds within which advances of one user are merged. Messages from before a join are
    /// not known to be read, except those that the user had read during an earlier membership.
    List<Advance> advancesOver(ThreadId thread, Collection<UserId> users, long sequence);

    /// Returns, for each thread, the cursors that moved after the given move number, by reading or by
    /// delivery. Sends that are not folded into cursors yet are omitted.
    Map<ThreadId, List<Cursor>> movedAfter(Map<ThreadId, Long> moves);
}
