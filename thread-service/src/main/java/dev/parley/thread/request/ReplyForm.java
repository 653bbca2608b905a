package dev.parley.thread.request;

import dev.parley.thread.roster.Roster;

/// The reply to a request, and the form in which it is stored with the change, so that a repetition gets the
/// first one.
///
/// @param <R> the reply
public interface ReplyForm<R> {
    /// The reply after a change.
    R of(Roster after);

    /// The stored form, at most some kilobytes.
    byte[] write(R reply);

    /// The reply of a stored form.
    R read(byte[] stored);
}
