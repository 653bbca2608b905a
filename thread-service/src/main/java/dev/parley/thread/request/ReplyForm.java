package dev.parley.thread.request;

import dev.parley.thread.roster.Roster;

/// The reply to a request, and the form in which it is stored with the change. A retry gets the thread as it
/// was in the first reply, but everything that depends on the present as it is now.
///
/// @param <R> the reply
public interface ReplyForm<R> {
    /// Returns the stored form of the reply after a change, at most a few kilobytes.
    byte[] write(Roster after);

    /// Returns the reply of a stored form.
    ///
    /// @param now the current thread; for the first reply, the thread after the change
    R read(byte[] stored, Roster now);
}
