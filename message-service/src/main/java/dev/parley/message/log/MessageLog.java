package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The log of each thread. Two instances may work on one store at the same time.
///
/// Every method throws `StoreUnavailable` when the store can not be reached, within a few seconds.
public interface MessageLog {

    /// A send on its way into the log.
    ///
    /// @param fenceVersion the version of the fence that the sender was admitted by; when the stored one is newer,
    ///                     the sender is admitted again, by that one, in the write itself
    /// @param screened     whether safety has seen it
    record Append(Draft draft, long fenceVersion, boolean screened) {}

    /// A message in the log.
    ///
    /// @param replayed whether an earlier append had stored it
    record Appended(Frame frame, boolean replayed) {}

    /// A message that was looked up.
    ///
    /// @param fenceVersion the version of the stored fence of its thread at that moment
    record Found(Frame frame, long fenceVersion) {}

    /// Where a thread is.
    record Position(Head head, long fenceVersion) {}

    /// A stretch of a thread.
    ///
    /// @param frames   in the order of the thread
    /// @param more     whether there are more in the direction of the reading
    /// @param position where the thread was at the time of the reading
    record Page(List<Frame> frames, boolean more, Position position) {}

    /// Appends a message: the frame, its id, and the head in one durable write, together with others.
    ///
    /// The future completes once the write is durable, or with the problem: `RequestIdReused` when the id holds
    /// other content, `MessageNotFound` when the message replied to is not in this thread, what
    /// [Fence#admitWriter] throws, `StoreUnavailable` when the outcome is unknown. Appends to one thread by one
    /// thread of execution keep their order.
    CompletableFuture<Appended> append(Append append);

    /// The messages among `ids` that exist, each in the thread that it is asked in.
    List<Found> find(Map<MessageId, ThreadId> ids);

    /// The newest frames below a sequence, at most `limit`; empty for a thread without a fence.
    Optional<Page> before(ThreadId thread, long sequence, int limit);

    /// The oldest frames above a sequence, at most `limit`; empty for a thread without a fence.
    Optional<Page> after(ThreadId thread, long sequence, int limit);

    /// The stored fence of a thread; empty when there is none.
    default Optional<Fence> fence(ThreadId thread) {
        return Optional.ofNullable(fences(List.of(thread)).get(thread));
    }

    /// The stored fences of threads; those without one are left out.
    Map<ThreadId, Fence> fences(Collection<ThreadId> threads);

    /// Where the threads are; those without a fence are left out.
    Map<ThreadId, Position> positions(Collection<ThreadId> threads);

    /// Stores a fence when it is newer than the stored one, and in the same write a frame each for who joined and
    /// who left since. Returns the version that is stored now. After the return no append that the fence forbids
    /// succeeds.
    long setFence(Fence fence);
}
