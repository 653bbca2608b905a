package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.message.log.Change.Outcome;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A change on its way through an engine. Only the writing thread may access anything except the result.
///
/// @param <R> the result for its caller
public final class PendingChange<R> {

    private final Change<R> change;
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private @Nullable Outcome<R> written;

    /// Creates a change that has not been attempted yet.
    public PendingChange(Change<R> change) {
        this.change = change;
    }

    /// The change itself.
    public Change<R> change() {
        return change;
    }

    /// Returns the thread that it belongs to.
    public ThreadId thread() {
        return change.thread();
    }

    /// Returns a future that completes once the change is durable, or with its problem.
    public CompletableFuture<R> result() {
        return result;
    }

    /// The outcome that the last attempt wrote; null before the first attempt. If the response of a commit is
    /// lost, it shows whether the stored frame comes from this change.
    @Nullable
    Outcome<R> written() {
        return written;
    }

    void written(@Nullable Outcome<R> outcome) {
        written = outcome;
    }
}
