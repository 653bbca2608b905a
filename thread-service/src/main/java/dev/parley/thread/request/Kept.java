package dev.parley.thread.request;

import dev.parley.thread.roster.Roster;

/// The outcome of a request: the thread as it is now, the stored reply of the first call, and whether that was an
/// earlier one.
public record Kept(Roster roster, byte[] reply, boolean replayed) {
    /// The reply as its form reads it.
    ///
    /// @param head the sequence that the log reached by this call; 0 when it is not known
    public <R> Replied<R> in(ReplyForm<R> form, long head) {
        return new Replied<>(form.read(reply), replayed, head);
    }
}
