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
import dev.parley.message.v1.SendMessageRequest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// Users of two processes of each service. All that a user does goes now to one, now to the other, and what has
/// no result is tried again at the other.
final class Town {

    private static final int SIZE = 16;
    private static final int GROUP = SIZE / 2;
    private static final Duration RETRY = Duration.ofMillis(200);

    private final Fleet fleet;
    private final Absences absences;
    private final Calls calls;
    private final History history = new History();
    private final List<String> users =
            IntStream.range(0, SIZE).mapToObj(i -> User.newId("user" + i)).toList();
    private final Map<String, List<String>> threads = new ConcurrentHashMap<>();
    private final Map<String, Long> ackedSequence = new ConcurrentHashMap<>();
    private final List<MovingReader> readers = new ArrayList<>();
    private final AtomicLong texts = new AtomicLong();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();

    Town(Fleet fleet, Absences absences, Calls calls) {
        this.fleet = fleet;
        this.absences = absences;
        this.calls = calls;
    }

    /// Creates the threads, and one reader of each.
    void settle() {
        for (int i = 0; i < SIZE; i += 2) {
            add(as(users.get(i), i / 2 % 2).direct(users.get(i + 1)), users.subList(i, i + 2));
        }
        for (int group = 0; group < 2; group++) {
            List<String> all = users.subList(group * GROUP, (group + 1) * GROUP);
            add(as(all.getFirst(), group).group(User.newRequestId(), all.subList(1, GROUP)), all);
        }
        threads.forEach((thread, all) -> {
            assertThat(send(all.getFirst(), thread, 0).fate()).isEqualTo(Fate.ACKED);
            readers.add(new MovingReader(fleet, all.getLast(), thread, readers.size() % 2));
        });
    }

    private void add(String thread, List<String> participants) {
        threads.put(thread, List.copyOf(participants));
    }

    /// Returns the users.
    List<String> users() {
        return users;
    }

    /// Returns the readers.
    List<MovingReader> readers() {
        return readers;
    }

    /// Returns the sends.
    History history() {
        return history;
    }

    /// Returns a user whose calls have a few seconds each.
    private User as(String user, int number) {
        Channel channel = fleet.as(user, number).channel();
        return new User(user, ClientInterceptors.intercept(channel, new Patience()));
    }

    /// Does one thing that users do, first at the processes with this number.
    void act(String user, int number) {
        List<String> own = threads.entrySet().stream()
                .filter(thread -> thread.getValue().contains(user))
                .map(Map.Entry::getKey)
                .toList();
        var random = ThreadLocalRandom.current();
        String thread = own.get(random.nextInt(own.size()));
        switch (random.nextInt(20)) {
            case 0 -> find(user, thread, number);
            case 1 -> call("inbox", number, () -> as(user, number).rows());
            case 2 -> call("inbox", number, () -> as(user, number).badge());
            case 3 -> call("thread", number, () -> as(user, number).direct(counterpart(user)));
            case 4 ->
                call(
                        "safety",
                        number,
                        () -> as(user, number)
                                .blocks()
                                .listBlocks(dev.parley.safety.v1.ListBlocksRequest.getDefaultInstance()));
            case 5, 6 -> read(user, thread, number);
            default -> send(user, thread, number);
        }
    }

    private String counterpart(String user) {
        return users.get(users.indexOf(user) ^ 1);
    }

    private <T> Optional<T> call(String service, int number, java.util.function.Supplier<T> call) {
        return calls.make(service, List.of(new Replica(service, number)), call);
    }

    /// L4: a read that begins after an acknowledgement sees at least that position.
    private void find(String user, String thread, int number) {
        long acked = ackedSequence.getOrDefault(thread, 0L);
        call("message", number, () -> as(user, number).newest(thread))
                .map(page -> page.getHead().getSequence())
                .filter(head -> head < acked)
                .ifPresent(head -> violations.add("L4: " + thread + " was read at " + head + " after " + acked));
    }

    private void read(String user, String thread, int number) {
        long acked = ackedSequence.getOrDefault(thread, 1L);
        call("message", number, () -> as(user, number).markRead(thread, acked));
    }

    private Sending send(String user, String thread, int number) {
        long text = texts.incrementAndGet();
        return send(user, User.draft(thread, "request-%07d".formatted(text), "Text number " + text), number);
    }

    /// Sends until there is a definite result, at the other process if this one is away.
    private Sending send(String user, SendMessageRequest request, int first) {
        long from = System.nanoTime();
        var tried = new ArrayList<Replica>();
        for (int number = first; ; ) {
            var replica = new Replica("message", number);
            tried.add(replica);
            Sending sending = history.send(as(user, number), request);
            if (sending.fate() == Fate.ACKED) {
                long sequence = sending.message().orElseThrow().getSequence();
                ackedSequence.merge(request.getThreadId(), sequence, Math::max);
                calls.add("send", tried, from, "");
                return sending;
            }
            if (sending.fate() == Fate.REFUSED) {
                violations.add("A send was refused: " + sending.reason());
                return sending;
            }
            LockSupport.parkNanos(RETRY.toNanos());
            number = absences.isAway(replica) || tried.size() % 3 == 0 ? 1 - number : number;
        }
    }

    /// Asserts L1 to L5, F1 to F3, I1 and I3. Nothing may be sent in the meantime.
    void check() {
        assertThat(violations).isEmpty();
        var logs = new LinkedHashMap<String, List<Message>>();
        threads.forEach((thread, all) -> logs.put(thread, as(all.getFirst(), 0).history(thread)));
        logs.forEach((thread, log) -> {
            LogCheck.check(thread, log, history);
            assertThat(as(threads.get(thread).getLast(), 1).history(thread))
                    .as("the log at the other process")
                    .isEqualTo(log);
        });
        for (MovingReader reader : readers) {
            reader.check(logs.get(reader.thread()));
            reader.report(history, calls);
        }
        for (String user : users) {
            var own = new LinkedHashMap<>(logs);
            own.keySet().removeIf(thread -> !threads.get(thread).contains(user));
            InboxCheck.check(as(user, 0), own);
            InboxCheck.check(as(user, 1), own);
        }
    }
}
