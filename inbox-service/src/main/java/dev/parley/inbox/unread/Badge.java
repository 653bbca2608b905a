package dev.parley.inbox.unread;

/// The totals of an inbox over the folder `all`.
///
/// @param unreadThreads  how many threads have something unread
/// @param unreadMessages how many messages are unread in them
/// @param revision       the revision of the inbox that the totals were read at
public record Badge(long unreadThreads, long unreadMessages, long revision) {}
