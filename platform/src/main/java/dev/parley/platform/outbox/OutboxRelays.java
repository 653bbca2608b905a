package dev.parley.platform.outbox;

import dev.parley.platform.background.Background;
import dev.parley.platform.postgres.Database;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;

/// Creates the relay of each service's outbox, with the settings, meters and loops of the process.
@Singleton
public final class OutboxRelays {

    private final Background background;
    private final MeterRegistry registry;
    private final OutboxConfig config;

    /// Creates relays with these loops, meters and settings.
    public OutboxRelays(Background background, MeterRegistry registry, OutboxConfig config) {
        this.background = background;
        this.registry = registry;
        this.config = config;
    }

    /// Creates a relay of the outbox in `database`; it is not started yet. The topics of the targets must
    /// differ.
    public OutboxRelay of(Database database, List<OutboxTarget> targets) {
        return new OutboxRelay(database, targets, background, registry, config.lease());
    }
}
