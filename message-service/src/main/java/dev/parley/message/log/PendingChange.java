package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.message.log.Change.Outcome;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A change on its way through an engine. Only the writing thread may touch anything but the result.
///
/// @param <R> what its caller gets
public final class PendingChange<R> {

    private final Change<R> change;
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private @Nullable Outcome<R> written;

    /// A change that nothing was tried with yet.
    public PendingChange(Change<R> change) {
        this.change = change;
    }

    /// The change itself.
    public Change<R> change() {
        return change;
    }

    /// The thread that it is for.
    public ThreadId thread() {
        return change.thread();
    }

    /// Completes once the change is durable, or with its problem.
    public CompletableFuture<R> result() {
        return result;
    }

    /// The outcome that the last try wrote; null before the first try. When the answer to a commit is lost, it
    /// shows whether the stored frame is this change's own.
    @Nullable
    Outcome<R> written() {
        return written;
    }

    void written(@Nullable Outcome<R> outcome) {
        written = outcome;
    }
}
