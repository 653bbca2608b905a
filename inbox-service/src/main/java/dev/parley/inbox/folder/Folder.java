package dev.parley.inbox.folder;

/// A folder of an inbox. Each row lies in exactly one.
public enum Folder {

    /// Every thread that is not archived.
    ALL,

    /// Threads that are archived.
    ARCHIVED
}
