package dev.parley.safety.config;

import dev.parley.platform.outbox.OutboxRelay;
import dev.parley.platform.postgres.Database;
import dev.parley.safety.events.BlockRelay;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import java.time.Clock;
import java.util.List;

/// Makes the background relay of this service, which runs as long as the service does.
@Factory
public final class RelayFactory {

    @Context
    @Named("safety")
    @Bean(preDestroy = "close")
    OutboxRelay safetyRelay(@Named("safety") Database database, BlockRelay blocks, Clock clock) {
        var relay = new OutboxRelay(database, List.of(blocks), clock);
        relay.start();
        return relay;
    }
}
