package dev.parley.message.grpc.send;

import dev.parley.id.UserId;
import dev.parley.platform.limit.CallLimits;
import dev.parley.platform.limit.CallLimits.Place;
import java.util.HashMap;
import java.util.Map;

/// The sends of a service's stream, counted for the users whom the service acts for, from their arrival until their
/// outcome. So one user can neither take the whole stream nor more than their share of the process. Thread-safe.
final class ActingUsers {

    /// The maximum number of sends of one acting user in flight on one stream, as the contract says.
    static final int SENDS = SendWindow.SENDS / 2;

    private final CallLimits limits;
    private final Map<UserId, Integer> sends = new HashMap<>();

    ActingUsers(CallLimits limits) {
        this.limits = limits;
    }

    /// Takes a place for a send. Returns what gives it back. Throws `RateLimited` if the user has too much in flight.
    Runnable enter(UserId user, int weight) {
        if (!count(user)) {
            throw limits.refused("user.sends");
        }
        try {
            Place place = limits.enter(user, weight);
            return () -> {
                place.leave();
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
