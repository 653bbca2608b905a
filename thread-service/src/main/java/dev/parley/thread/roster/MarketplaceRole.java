package dev.parley.thread.roster;

import dev.parley.platform.enums.Numbered;

/// A user's role in the deal of a thread.
public enum MarketplaceRole implements Numbered {
    BUYER(1),
    PROVIDER(2),
    HOST(3),
    SUPPORT(4),
    NONE(5);

    private final int number;

    MarketplaceRole(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /// Whether only a service can assign this role, because it carries authority over others.
    public boolean isGivenByServices() {
        return this != NONE && this != BUYER;
    }
}
