package dev.parley.platform.outbox;

import dev.parley.platform.background.Background;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.postgres.Database;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Pushes the entries of an outbox until their consumers have them: immediately when woken, and in periodic
/// sweeps.
///
/// Each target has its own loops, so a consumer that is down delays no other: one for fresh entries, which is woken,
/// and one for retries. Entries are claimed with a lease
/// (`for update skip locked`), so several relays may work on one table. A relay that dies loses its claims
/// when the lease ends. An entry is deleted only after its delivery, and only if there is no newer version by
/// then. The clock of the database alone decides when an entry is due.
public final class OutboxRelay implements AutoCloseable {

    private final List<Repeating> fresh;
    private final List<Repeating> loops;

    /// Serves the targets, whose topics must differ, with loops among those of the process. The claims of a
    /// dead relay last as long as the lease. Services create theirs with [OutboxRelays].
    OutboxRelay(
            Database database,
            List<OutboxTarget> targets,
            Background background,
            MeterRegistry registry,
            Duration lease) {
        if (targets.stream().map(OutboxTarget::topic).distinct().count() != targets.size()) {
            throw new IllegalArgumentException("Two targets serve one topic.");
        }
        List<TargetLoop> served = targets.stream()
                .map(target -> new TargetLoop(
                        database, target, new OutboxMeters(registry, target.topic()), lease, System::nanoTime))
                .toList();
        fresh = served.stream().map(target -> target.loop(background)).toList();
        loops = Stream.concat(fresh.stream(), served.stream().map(target -> target.retryLoop(background)))
                .toList();
    }

    /// Starts the loops, once.
    public void start() {
        loops.forEach(Repeating::start);
    }

    /// Looks for fresh entries now. Cheap. Called after the commit of a change.
    public void wake() {
        fresh.forEach(Repeating::wake);
    }

    /// Stops the loops after their current batches, and waits at most 5 s for each.
    @Override
    public void close() {
        loops.forEach(Repeating::stop);
        loops.forEach(Repeating::close);
    }
}
