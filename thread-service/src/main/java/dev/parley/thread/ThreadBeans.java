package dev.parley.thread;

import dev.parley.platform.background.Background;
import dev.parley.platform.background.Pace;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.backlog.Backlog;
import dev.parley.platform.job.Jobs;
import dev.parley.platform.outbox.OutboxBacklog;
import dev.parley.platform.outbox.OutboxRelay;
import dev.parley.platform.outbox.OutboxRelays;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.request.RequestResults;
import dev.parley.thread.change.Consumer;
import dev.parley.thread.clients.ChangeMapper;
import dev.parley.thread.clients.FenceDelivery;
import dev.parley.thread.clients.InboxDelivery;
import dev.parley.thread.fence.FenceRebuild;
import dev.parley.thread.grpc.ChangeForm;
import dev.parley.thread.history.HistoryStore;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// The background work of the thread service, which runs as long as the service.
@Factory
final class ThreadBeans {
    /// Without a store, only the settings can be read.
    private static final String STORE = "parley.thread.database.url";

    private static final Duration PURGE_INTERVAL = Duration.ofMinutes(10);
    private static final int PURGE_BATCH = 500;

    @Bean(preDestroy = "close")
    @Context
    @Requires(property = STORE)
    @Named("thread")
    OutboxRelay relay(
            @Named("thread") Database database, FenceDelivery fences, InboxDelivery inboxes, OutboxRelays relays) {
        var relay = relays.of(database, List.of(fences, inboxes));
        relay.start();
        return relay;
    }

    @Bean(preDestroy = "close")
    @Context
    @Requires(property = STORE)
    @Named("thread")
    Jobs jobs(@Named("thread") Database database, FenceRebuild fences, Clock clock, Background background) {
        var jobs = new Jobs("thread", database, List.of(fences), clock, background);
        jobs.start();
        return jobs;
    }

    @Singleton
    ChangeForm changeForm() {
        return ChangeMapper::toProto;
    }

    @Singleton
    @Requires(property = STORE)
    @Named("thread.fence")
    Backlog untoldFences(@Named("thread") Database database) {
        return new OutboxBacklog("thread", Consumer.FENCE.topic(), database);
    }

    @Singleton
    @Requires(property = STORE)
    @Named("thread.inbox")
    Backlog untoldInboxes(@Named("thread") Database database) {
        return new OutboxBacklog("thread", Consumer.INBOX.topic(), database);
    }

    @Bean(preDestroy = "close")
    @Context
    @Requires(property = STORE)
    @Named("thread-requests")
    Repeating requestExpiry(@Named("thread") Database database, Background background) {
        var loop = RequestResults.purge("thread", database, background);
        loop.start();
        return loop;
    }

    @Bean(preDestroy = "close")
    @Context
    @Requires(property = STORE)
    @Named("thread-history")
    Repeating historyExpiry(HistoryStore history, HistoryConfig config, Background background) {
        var loop = background.repeat(
                "purge of the history of threads",
                Pace.every(PURGE_INTERVAL),
                () -> history.forget(config.life(), PURGE_BATCH) == PURGE_BATCH);
        loop.start();
        return loop;
    }
}
