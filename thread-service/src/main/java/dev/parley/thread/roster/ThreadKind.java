package dev.parley.thread.roster;

/// What a thread is for. Direct threads are of kind `CHAT`.
public enum ThreadKind {
    CHAT,
    INQUIRY,
    PROJECT,
    BOOKING,
    STUDIO,
    INVITE,
    SUPPORT,
    DISPUTE,
    SYSTEM
}
