package dev.parley.thread;

import dev.parley.platform.outbox.OutboxRelay;
import dev.parley.platform.postgres.Database;
import dev.parley.thread.clients.FenceRelay;
import dev.parley.thread.clients.InboxRelay;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import java.time.Clock;
import java.util.List;

/// Makes the relay of the thread service's outbox, which runs as long as the service does.
@Factory
final class ThreadBeans {
    @Bean(preDestroy = "close")
    @Context
    @Named("thread")
    OutboxRelay relay(@Named("thread") Database database, FenceRelay fences, InboxRelay inboxes, Clock clock) {
        var relay = new OutboxRelay(database, List.of(fences, inboxes), clock);
        relay.start();
        return relay;
    }
}
