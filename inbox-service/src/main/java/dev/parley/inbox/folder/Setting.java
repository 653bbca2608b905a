package dev.parley.inbox.folder;

/// The settings of a user for a thread that decide where the thread is placed. Merges never write them.
///
/// @param pinRank the rank among the pinned threads, greater ones first; 0 if it is not pinned
/// @param archived whether the user archived the thread
/// @param hiddenUntil the thread is in no folder until a message has a greater ordinal; 0 hides nothing
public record Setting(long pinRank, boolean archived, long hiddenUntil) {

    /// The settings of a thread for which the user has set nothing.
    public static final Setting NONE = new Setting(0, false, 0);
}
