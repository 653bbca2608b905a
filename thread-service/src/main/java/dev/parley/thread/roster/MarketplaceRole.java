package dev.parley.thread.roster;

/// The part that a user plays in the deal of a thread.
public enum MarketplaceRole {
    UNSPECIFIED,
    BUYER,
    PROVIDER,
    HOST,
    SUPPORT
}
