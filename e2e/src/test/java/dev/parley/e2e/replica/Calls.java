package dev.parley.e2e.replica;

import dev.parley.e2e.process.Fleet.Replica;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/// How long calls to the processes of a fleet took, and the calls of those processes that were never away in
/// the meantime.
final class Calls {

    private static final int SHOWN = 5;

    private final Absences absences;
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final long beginNanos = System.nanoTime();

    /// A call, or a retried call, until its result.
    ///
    /// @param kind what it did
    /// @param replicas the processes that it needed
    /// @param failure empty if it succeeded
    record Call(String kind, List<Replica> replicas, long fromNanos, long toNanos, String failure) {

        Duration time() {
            return Duration.ofNanos(toNanos - fromNanos);
        }
    }

    Calls(Absences absences) {
        this.absences = absences;
    }

    /// Makes a call. Empty if it failed in a way that a retry may fix.
    <T> Optional<T> make(String kind, List<Replica> replicas, Supplier<T> call) {
        long from = System.nanoTime();
        try {
            T result = call.get();
            add(kind, replicas, from, "");
            return Optional.of(result);
        } catch (StatusRuntimeException failure) {
            add(kind, replicas, from, failure.getStatus().getCode().toString());
            return switch (failure.getStatus().getCode()) {
                case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> Optional.empty();
                default -> throw failure;
            };
        }
    }

    /// Adds a call that ends now.
    void add(String kind, List<Replica> replicas, long fromNanos, String failure) {
        calls.add(new Call(kind, replicas, fromNanos, System.nanoTime(), failure));
    }

    /// Forgets all calls so far.
    void forget() {
        calls.clear();
    }

    /// Adds something that a process did earlier.
    void addPast(String kind, Replica replica, long fromNanos, long toNanos) {
        calls.add(new Call(kind, List.of(replica), fromNanos, toNanos, ""));
    }

    /// Returns the calls that needed only processes that were never away in the meantime, with the slowest
    /// first.
    List<Call> ofOthers() {
        return calls.stream()
                .filter(call -> call.replicas().stream()
                        .noneMatch(replica -> absences.touches(replica, call.fromNanos(), call.toNanos())))
                .sorted(Comparator.comparing(Call::time).reversed())
                .toList();
    }

    /// Returns one line for each kind: how many calls there were, those of others, how many of them failed, and
    /// the longest.
    String report() {
        var lines = new ArrayList<String>();
        var kinds = new TreeMap<String, List<Call>>();
        ofOthers()
                .forEach(call -> kinds.computeIfAbsent(call.kind(), kind -> new ArrayList<>())
                        .add(call));
        for (Map.Entry<String, List<Call>> kind : kinds.entrySet()) {
            List<Call> others = kind.getValue();
            lines.add("%-8s %6d calls, %6d of others: longest %5d ms, p99 %5d ms, %d failed"
                    .formatted(
                            kind.getKey(),
                            calls.stream()
                                    .filter(call -> call.kind().equals(kind.getKey()))
                                    .count(),
                            others.size(),
                            others.getFirst().time().toMillis(),
                            others.get(others.size() / 100).time().toMillis(),
                            others.stream()
                                    .filter(call -> !call.failure().isEmpty())
                                    .count()));
        }
        ofOthers().stream().limit(SHOWN).forEach(call -> lines.add(line(call)));
        return String.join("\n", lines);
    }

    private String line(Call call) {
        return "%s at %s took %d ms from %d ms on%s, while %s were away"
                .formatted(
                        call.kind(),
                        call.replicas(),
                        call.time().toMillis(),
                        Duration.ofNanos(call.fromNanos() - beginNanos).toMillis(),
                        call.failure().isEmpty() ? "" : " and failed with " + call.failure(),
                        absences.during(call.fromNanos(), call.toNanos()));
    }
}
