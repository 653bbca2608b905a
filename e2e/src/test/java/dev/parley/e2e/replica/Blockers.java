package dev.parley.e2e.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.send.History;
import dev.parley.clientkit.send.Sending;
import dev.parley.clientkit.send.Sending.Fate;
import dev.parley.e2e.check.InboxCheck;
import dev.parley.e2e.check.LogCheck;
import dev.parley.e2e.process.Fleet;
import dev.parley.e2e.process.Fleet.Replica;
import dev.parley.message.v1.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/// Two users of whom one blocks the other and ends the block, again and again, at one process and then at the
/// other.
final class Blockers {

    private static final Duration RETRY = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Fleet fleet;
    private final Calls calls;
    private final String blocker = User.newId("blocker");
    private final String blocked = User.newId("blocked");
    private final History history = new History();
    private final List<Sending> forbidden = new ArrayList<>();
    private final String thread;
    private int rounds;

    Blockers(Fleet fleet, Calls calls) {
        this.fleet = fleet;
        this.calls = calls;
        thread = as(blocker, 0).direct(blocked);
        assertThat(send(blocked, 0).fate()).isEqualTo(Fate.ACKED);
    }

    private User as(String user, int number) {
        return fleet.as(user, number);
    }

    /// Returns how many blocks there were.
    int rounds() {
        return rounds;
    }

    /// Blocks, lets both send at both processes, and ends the block.
    void act() {
        int number = rounds++ % 2;
        untilDone("block", number, at -> as(blocker, at).block(blocked));
        for (int at = 0; at < 2; at++) {
            forbidden.add(send(blocked, at));
            forbidden.add(send(blocker, 1 - at));
        }
        untilDone("unblock", number, at -> as(blocker, at).unblock(blocked));
        Awaitility.await("a send after the block")
                .atMost(PATIENCE)
                .until(() -> send(blocked, number).fate() == Fate.ACKED
                        || send(blocked, 1 - number).fate() == Fate.ACKED);
    }

    private interface At<T> {
        T call(int number);
    }

    private <T> void untilDone(String kind, int first, At<T> call) {
        for (int number = first; ; number = 1 - number) {
            int at = number;
            Supplier<T> one = () -> call.call(at);
            if (calls.make(kind, chain(at), one).isPresent()) {
                return;
            }
            LockSupport.parkNanos(RETRY.toNanos());
        }
    }

    /// A block is acknowledged by three services.
    private List<Replica> chain(int number) {
        var safety = new Replica("safety", number);
        Replica thread = fleet.neighbour(safety, "thread");
        return List.of(safety, thread, fleet.neighbour(thread, "message"));
    }

    private Sending send(String user, int number) {
        String request = User.newRequestId();
        return history.send(as(user, number), User.draft(thread, request, "Text of " + request));
    }

    /// Asserts S1 and the invariants of the log and the inbox.
    void check() {
        List<Message> log = as(blocker, 0).history(thread);
        LogCheck.check(thread, log, history);
        List<String> texts = log.stream().map(Message::getText).toList();
        assertThat(forbidden)
                .as("sends after the acknowledgement of a block")
                .isNotEmpty()
                .noneMatch(sending -> sending.fate() == Fate.ACKED)
                .noneMatch(sending -> texts.contains(sending.request().getText()));
        for (int number = 0; number < 2; number++) {
            InboxCheck.check(as(blocker, number), Map.of(thread, log));
            InboxCheck.check(as(blocked, number), Map.of(thread, log));
        }
    }
}
