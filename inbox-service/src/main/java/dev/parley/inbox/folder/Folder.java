package dev.parley.inbox.folder;

/// A folder of an inbox. A thread may lie in several, and those that it lies in change with the thread, with the
/// user's own settings, and with what waits for the user.
public enum Folder {
    /// Every thread that is neither archived nor a request.
    ALL,
    /// Threads in which something waits for the user.
    ACTION,
    /// Threads of bookings.
    BOOKINGS,
    /// Questions before a booking.
    OFFERS,
    /// Threads that are archived, for all or by the user.
    ARCHIVED,
    /// Threads that the user put aside as spam.
    SPAM,
    /// Threads whose first contact the user has not accepted yet.
    REQUESTS
}
