package dev.parley.thread.fence;

import dev.parley.id.ThreadId;
import java.util.List;

/// The fences that the message service has stored.
public interface StoredFences {
    /// The maximum number of threads in a query.
    int MOST = 200;

    /// The version of a fence.
    record Stamp(ThreadId thread, long version) {}

    /// A page.
    ///
    /// @param stamps in the order of the bytes of the thread id
    /// @param next the token of the next page; empty on the last one
    record Page(List<Stamp> stamps, String next) {}

    /// Returns the page of a token; the empty token is the start. Fails with `DependencyUnavailable`.
    Page page(String token);

    /// Returns those of the fences of these threads that exist, at most [#MOST]. Fails with `DependencyUnavailable`.
    List<Stamp> of(List<ThreadId> threads);
}
