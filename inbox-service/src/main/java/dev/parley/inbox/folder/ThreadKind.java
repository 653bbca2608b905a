package dev.parley.inbox.folder;

/// What a thread is for. The names are those of the contract.
public enum ThreadKind {

    /// A kind that this version does not know.
    UNSPECIFIED,

    /// A thread without a business object.
    CHAT,

    /// A question before a booking.
    INQUIRY,

    /// A project after its inquiry was accepted.
    PROJECT,

    /// A booking.
    BOOKING,

    /// A studio order.
    STUDIO,

    /// An invitation to take part in something.
    INVITE,

    /// A thread with support.
    SUPPORT,

    /// A dispute.
    DISPUTE,

    /// Notices of the platform.
    SYSTEM
}
