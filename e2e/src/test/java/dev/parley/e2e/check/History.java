package dev.parley.e2e.check;

import dev.parley.e2e.check.Sending.Fate;
import dev.parley.e2e.client.Client;
import dev.parley.message.v1.SendMessageRequest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;

/// What the clients of a test sent, and what became of it.
public final class History {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Queue<Sending> sendings = new ConcurrentLinkedQueue<>();

    /// Writes down that a send is invoked now.
    public Sending begin(String sender, SendMessageRequest request) {
        var sending = new Sending(sender, request);
        sendings.add(sending);
        return sending;
    }

    /// Sends, and writes down what becomes of it.
    public Sending send(Client client, SendMessageRequest request) {
        Sending sending = begin(client.userId(), request);
        try {
            sending.acked(client.messages().sendMessage(request));
        } catch (StatusRuntimeException failure) {
            sending.failed(failure);
        }
        return sending;
    }

    /// All sends, in no promised order.
    public List<Sending> all() {
        return List.copyOf(sendings);
    }

    /// All sends of one fate.
    public List<Sending> all(Fate fate) {
        return sendings.stream().filter(sending -> sending.fate() == fate).toList();
    }

    /// Waits until so many sends were acknowledged.
    public void awaitAcked(int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> sendings.stream()
                                .filter(sending -> sending.fate() == Fate.ACKED)
                                .count()
                        >= count);
    }
}
