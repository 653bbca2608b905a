package dev.parley.inbox.folder;

/// What can wait for a user in a thread.
public enum Waiting {
    /// A card that the user can act on.
    CARD,
    /// A gate that the user has to accept before the thread is open.
    GATE,
    /// Something that the user owes by a deadline.
    OBLIGATION
}
