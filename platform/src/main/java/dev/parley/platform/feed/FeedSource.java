package dev.parley.platform.feed;

import java.util.List;
import java.util.Optional;

/// The feed that one reader follows. Only one thread at a time calls it, on virtual threads, so it may block.
/// Methods that any thread may call say so.
///
/// @param <R> the response message of the RPC
public interface FeedSource<R> {

    /// Returns the position after which the feed begins. Called once, before anything else, outside the
    /// context of the call. A problem that it throws ends the RPC with its status, without `closing`.
    long begin();

    /// Reads the elements after a position, in order, at most `limit`. An empty page means that `after` is
    /// the head.
    ///
    /// It takes its snapshot first and then checks the reader's access, so that nothing is delivered that was
    /// added after the reader lost access. Throws the problem that ends the feed: the reader lost access, or
    /// the store is unavailable.
    FeedPage<R> read(long after, int limit);

    /// Does the same without using any store; empty if that is not possible. Does not block, and may be
    /// called on any thread, though never by two at once.
    default Optional<FeedPage<R>> readHere(long after, int limit) {
        return Optional.empty();
    }

    /// Throws the problem that ends the feed if the reader has lost access. Fast, from memory. Called while
    /// the reader does not take what is written, and before elements are written that were read a moment ago.
    void check();

    /// Returns the states without a position that changed since the last call, only the newest of each; all
    /// states on the first call. Called at the head while the reader is ready, so that a slow reader gets
    /// fewer.
    List<R> states();

    /// Returns until when nothing is missing, as of `System.nanoTime()`: everything that was acknowledged before is
    /// known, because the source was compared with the store, or by other proof. Fast, from memory; may be called
    /// on any thread. No heartbeat is sent if that is more than 3 s ago, and the stream ends if it is 5 s ago. A
    /// source that reads the store every time returns the time of its last read.
    long comparedAt();

    /// Whether each item begins exactly one after the previous position. The stream of a dense source ends
    /// with an internal error rather than skip a position.
    default boolean isDense() {
        return false;
    }

    /// Returns the token that resumes a later stream of the same reader after a position.
    String resumeToken(long position);

    /// Stops the source's own watching: [FeedStream#wake] is no longer needed. Called once, when the stream
    /// has ended.
    void close();
}
