package dev.parley.standalone;

import java.util.Locale;

/// Where messages are stored.
public enum MessageEngine {
    /// The PostgreSQL that also stores everything else.
    POSTGRES,
    /// DynamoDB, which is not available yet.
    DYNAMODB;

    /// Whether it can be chosen.
    public boolean isAvailable() {
        return this == POSTGRES;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
