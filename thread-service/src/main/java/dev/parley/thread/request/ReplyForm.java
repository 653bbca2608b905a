package dev.parley.thread.request;

import dev.parley.thread.roster.Roster;

/// The reply to a request, and the form in which it is stored with the change. A repeated request gets the thread
/// as it was at the first answer, and what is said of the present as it is now.
///
/// @param <R> the reply
public interface ReplyForm<R> {
    /// The stored form of the reply after a change, at most some kilobytes.
    byte[] write(Roster after);

    /// The reply of a stored form.
    ///
    /// @param now the thread as it is now; at the first answer, as it is after the change
    R read(byte[] stored, Roster now);
}
