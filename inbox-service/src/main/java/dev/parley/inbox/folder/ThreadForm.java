package dev.parley.inbox.folder;

/// Whether a thread is the one direct thread of a pair. The names are those of the contract.
public enum ThreadForm {

    /// A form that this version does not know.
    UNSPECIFIED,

    /// The one direct thread of two users.
    DIRECT,

    /// Any other thread.
    GROUP
}
