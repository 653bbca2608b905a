package dev.parley.thread;

import dev.parley.platform.background.Background;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.outbox.OutboxRelay;
import dev.parley.platform.outbox.OutboxRelays;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.request.RequestResults;
import dev.parley.thread.clients.FenceDelivery;
import dev.parley.thread.clients.InboxDelivery;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import java.util.List;

/// The background work of the thread service, which runs as long as the service.
@Factory
final class ThreadBeans {
    @Bean(preDestroy = "close")
    @Context
    @Named("thread")
    OutboxRelay relay(
            @Named("thread") Database database, FenceDelivery fences, InboxDelivery inboxes, OutboxRelays relays) {
        var relay = relays.of(database, List.of(fences, inboxes));
        relay.start();
        return relay;
    }

    @Bean(preDestroy = "close")
    @Context
    @Named("thread-requests")
    Repeating requestExpiry(@Named("thread") Database database, Background background) {
        var loop = RequestResults.purge("thread", database, background);
        loop.start();
        return loop;
    }
}
