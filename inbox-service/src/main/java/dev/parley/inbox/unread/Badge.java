package dev.parley.inbox.unread;

/// The totals of an inbox over the folder `all`.
///
/// @param unreadThreads the number of threads with unread messages
/// @param unreadMessages the number of unread messages in them
/// @param revision the revision of the inbox at which the totals were read
public record Badge(long unreadThreads, long unreadMessages, long revision) {}
