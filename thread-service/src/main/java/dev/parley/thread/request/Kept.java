package dev.parley.thread.request;

import dev.parley.thread.roster.Roster;

/// The outcome of a request: the current thread, the shown version that the first call created, the stored
/// reply of the first call, and whether that was an earlier call.
public record Kept(Roster roster, long version, byte[] reply, boolean replayed) {
    /// Returns the reply, as its form reads it.
    ///
    /// @param head the sequence that the log has reached by this call; 0 if unknown
    public <R> Replied<R> in(ReplyForm<R> form, long head) {
        return new Replied<>(form.read(reply, roster), version, replayed, head);
    }
}
