package dev.parley.thread.request;

import dev.parley.thread.roster.Roster;

/// The reply to a request, and the form in which it is stored with the change, so that a retry gets the first
/// reply.
///
/// @param <R> the reply
public interface ReplyForm<R> {
    /// Returns the reply after a change.
    R of(Roster after);

    /// Returns the stored form, at most a few kilobytes.
    byte[] write(R reply);

    /// Returns the reply of a stored form.
    R read(byte[] stored);
}
