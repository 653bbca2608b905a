package dev.parley.platform.feed;

import java.util.List;
import java.util.Optional;

/// The source that one reader of a feed follows. One virtual thread at a time calls its methods, so they may block.
///
/// @param <R> the response message of the RPC
public interface FeedSource<R> {

    /// Reads the elements after a position, in order, at most `limit`. An empty page says that `after` is the head.
    ///
    /// It takes its snapshot first and checks the reader's right after that. So nothing newer than the end of the
    /// right is handed out. Throws the problem that ends the feed: the reader lost the right, or the store is
    /// unavailable.
    FeedPage<R> read(long after, int limit);

    /// The same without asking any store; empty when that is not possible. May be called on any thread, and does not
    /// block.
    default Optional<FeedPage<R>> readHere(long after, int limit) {
        return Optional.empty();
    }

    /// Throws the problem that ends the feed when the reader has lost the right to it. Quick, from memory. Called
    /// while the reader is not ready.
    void check();

    /// The states without a position that changed since the last call, newest only; all of them on the first call.
    List<R> states();

    /// The token that resumes a later stream of the same reader after a position.
    String resumeToken(long position);

    /// Ends the source's own watching: no [FeedStream#wake] is needed any more. Called once, when the stream is
    /// over.
    void close();
}
