package dev.parley.thread.request;

import dev.parley.thread.roster.Roster;

/// The outcome of a request: the thread as it is now, the stored reply of the first call, and whether that was an
/// earlier one.
public record Kept(Roster roster, byte[] reply, boolean replayed) {
    /// The reply as its form reads it.
    public <R> Replied<R> in(ReplyForm<R> form) {
        return new Replied<>(form.read(reply), replayed);
    }
}
