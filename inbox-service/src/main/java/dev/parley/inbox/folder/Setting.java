package dev.parley.inbox.folder;

/// The part of the settings of a user for a thread that decides where the thread lies. Merges never write it.
///
/// @param pinRank     the place among the pinned threads, greater ones first; 0 when it is not pinned
/// @param archived    whether the user archived the thread
/// @param hiddenUntil the thread lies in no folder while its head is at or below this sequence; 0 hides nothing
public record Setting(long pinRank, boolean archived, long hiddenUntil) {

    /// Of a thread for which the user has set nothing.
    public static final Setting NONE = new Setting(0, false, 0);
}
