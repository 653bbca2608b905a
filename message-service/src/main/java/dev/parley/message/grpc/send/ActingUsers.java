package dev.parley.message.grpc.send;

import dev.parley.id.UserId;
import dev.parley.platform.limit.HeldElements;
import java.util.HashMap;
import java.util.Map;

/// The sends of a service's stream, counted for the users whom the service acts for, from their arrival until their
/// outcome. So one user can neither take the whole stream nor more than their share of the process. Thread-safe.
final class ActingUsers {

    /// The maximum number of sends of one acting user in flight on one stream, as the contract says.
    static final int SENDS = SendWindow.SENDS / 2;

    private final HeldElements held;
    private final Map<UserId, Integer> sends = new HashMap<>();

    ActingUsers(HeldElements held) {
        this.held = held;
    }

    /// Takes a place for a send. Returns what gives it back. Throws `RateLimited` if the user has too much in flight.
    Runnable enter(UserId user, int weight) {
        if (!count(user)) {
            throw held.refused("user.sends");
        }
        try {
            Runnable leave = held.enter(user, weight);
            return () -> {
                leave.run();
                discount(user);
            };
        } catch (RuntimeException full) {
            discount(user);
            throw full;
        }
    }

    private synchronized boolean count(UserId user) {
        int before = sends.getOrDefault(user, 0);
        if (before >= SENDS) {
            return false;
        }
        sends.put(user, before + 1);
        return true;
    }

    private synchronized void discount(UserId user) {
        sends.computeIfPresent(user, (same, before) -> before == 1 ? null : before - 1);
    }
}
