package dev.parley.platform.feed;

import java.util.List;
import java.util.Optional;

/// The feed that one reader follows. One thread at a time calls it, on virtual threads, so it may block; the
/// methods that any thread may call say so.
///
/// @param <R> the response message of the RPC
public interface FeedSource<R> {

    /// The position after which the feed begins. Called once, before anything else, outside the context of the
    /// call. A problem that it throws ends the RPC with its status, without `closing`.
    long begin();

    /// Reads the elements after a position, in order, at most `limit`. An empty page says that `after` is the
    /// head.
    ///
    /// It takes its snapshot first and checks the reader's right after that, so that nothing that came after the
    /// end of the right is handed out. Throws the problem that ends the feed: the reader lost the right, or the
    /// store is away.
    FeedPage<R> read(long after, int limit);

    /// The same without asking any store; empty when that is not possible. Does not block, and may be called on
    /// any thread, though never by two at once.
    default Optional<FeedPage<R>> readHere(long after, int limit) {
        return Optional.empty();
    }

    /// Throws the problem that ends the feed when the reader lost the right to it. Quick, from memory. Asked
    /// while the reader does not take what is written, and before elements are written that were read a moment
    /// ago.
    void check();

    /// The states without a position that changed since the last call, newest only; all of them on the first
    /// call. Asked at the head while the reader is ready, so that a slow reader gets fewer.
    List<R> states();

    /// When the source was last compared with the store as a whole, as of `System.nanoTime()`: everything that
    /// was committed before is known. Quick, from memory, may be called on any thread. No heartbeat is sent
    /// when it is more than 3 s ago, and the stream ends when it is 5 s ago. A source that asks the store on
    /// every read gives the time of its last read.
    long comparedAt();

    /// Whether each item begins one after the position before it. The stream of a dense source ends as a fault
    /// before it skips a position.
    default boolean isDense() {
        return false;
    }

    /// The token that resumes a later stream of the same reader after a position.
    String resumeToken(long position);

    /// Ends the source's own watching: no [FeedStream#wake] is needed any more. Called once, when the stream is
    /// over.
    void close();
}
