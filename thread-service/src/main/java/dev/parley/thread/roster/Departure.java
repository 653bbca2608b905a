package dev.parley.thread.roster;

import dev.parley.id.UserId;
import dev.parley.thread.history.Actor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The end of a user's participation: `LEFT`, `REMOVED` or `BANNED`. `version` is the version of the thread
/// that it created. The actor of a user who left is the user.
public record Departure(UserId user, Membership membership, Actor actor, Instant time, long version) {
    /// Truncates the time to the stored precision.
    public Departure {
        time = time.truncatedTo(ChronoUnit.MICROS);
    }

    /// Whether the user cannot be added again.
    public boolean isBan() {
        return membership == Membership.BANNED;
    }
}
