package dev.parley.clientkit.send;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.check.Bounded;
import dev.parley.clientkit.send.Sending.Fate;
import dev.parley.message.v1.SendMessageRequest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The sends of some users with their outcomes, in no particular order. Thread-safe.
public final class History {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Queue<Sending> sendings = new ConcurrentLinkedQueue<>();

    /// Records that a send begins now.
    public Sending begin(String sender, SendMessageRequest request) {
        var sending = new Sending(sender, request);
        sendings.add(sending);
        return sending;
    }

    /// Sends, and records the outcome.
    public Sending send(User user, SendMessageRequest request) {
        Sending sending = begin(user.userId(), request);
        try {
            sending.acked(user.messages().sendMessage(request));
        } catch (StatusRuntimeException failure) {
            sending.failed(failure);
        }
        return sending;
    }

    /// Returns all sends.
    public List<Sending> all() {
        return List.copyOf(sendings);
    }

    /// Returns all sends with one outcome.
    public List<Sending> all(Fate fate) {
        return sendings.stream().filter(sending -> sending.fate() == fate).toList();
    }

    /// Waits until this many sends are acknowledged.
    public void awaitAcked(int count) {
        Bounded.require(
                PATIENCE,
                "There were fewer than " + count + " acknowledged sends",
                () -> all(Fate.ACKED).size() >= count);
    }
}
