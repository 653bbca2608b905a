package dev.parley.inbox;

import dev.parley.inbox.clients.MessagePreviews;
import dev.parley.inbox.clients.PreviewWarner;
import dev.parley.inbox.clients.ReportingOwners;
import dev.parley.inbox.grpc.UpdateMapper;
import dev.parley.inbox.merge.InboxUpdater;
import dev.parley.inbox.merge.MergeListener;
import dev.parley.inbox.merge.MergeStore;
import dev.parley.inbox.preview.GatheredPreviews;
import dev.parley.inbox.preview.RememberedPreviews;
import dev.parley.inbox.rebuild.InboxComparison;
import dev.parley.inbox.rebuild.Owners;
import dev.parley.inbox.rebuild.StoredInboxes;
import dev.parley.inbox.watch.CatchUp;
import dev.parley.inbox.watch.InboxHub;
import dev.parley.inbox.watch.InboxProgress;
import dev.parley.inbox.watch.RevisionSweep;
import dev.parley.inbox.watch.WaitingReaders;
import dev.parley.platform.background.Background;
import dev.parley.platform.background.Pace;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.job.Jobs;
import dev.parley.platform.postgres.Database;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// Creates the beans that need settings, and the loops of this service.
@Factory
public final class InboxBeans {

    /// The maximum number of positions that are waited for, and per user of waiting calls and their positions;
    /// beyond that a read with tokens fails immediately.
    private static final int WAITING_POSITIONS = 10_000;

    private static final int WAITING_CALLS_OF_USER = 16;

    private static final int WAITING_POSITIONS_OF_USER = ConsistencyTokens.MAX_POSITIONS;

    /// About 1 KB each.
    private static final int REMEMBERED_PREVIEWS = 20_000;

    private static final Duration REMEMBERED_FOR = Duration.ofSeconds(5);

    /// Without a store there is nothing to run periodically.
    private static final String STORE = "parley.inbox.database.url";

    private static final Duration FORGET_INTERVAL = Duration.ofMinutes(10);

    private static final Duration OUTDATED_INTERVAL = Duration.ofSeconds(10);

    @Singleton
    WaitingReaders waitingReaders() {
        return new WaitingReaders(WAITING_POSITIONS, WAITING_CALLS_OF_USER, WAITING_POSITIONS_OF_USER);
    }

    @Singleton
    @Bean(preDestroy = "close")
    CatchUp catchUp(InboxProgress progress, WaitingReaders waiting, Background background, InboxConfig config) {
        var catchUp = new CatchUp(progress, waiting, background, config.patience(), config.waitInterval());
        catchUp.start();
        return catchUp;
    }

    @Singleton
    InboxUpdater inboxUpdater(MergeStore store, List<MergeListener> listeners) {
        return new InboxUpdater(store, listeners);
    }

    @Singleton
    MessagePreviews messagePreviews(ServiceChannels channels, InboxConfig config, @Named("inbox") Clock clock) {
        return new MessagePreviews(channels, config.previewDeadline(), new PreviewWarner(clock));
    }

    /// For pages, which are read again and again.
    @Singleton
    RememberedPreviews rememberedPreviews(MessagePreviews source, @Named("inbox") Clock clock) {
        return new RememberedPreviews(source, clock, REMEMBERED_PREVIEWS, REMEMBERED_FOR);
    }

    /// For feeds, which show each head once.
    @Singleton
    GatheredPreviews gatheredPreviews(MessagePreviews source, InboxConfig config) {
        return new GatheredPreviews(source, config.previewDeadline());
    }

    @Context
    @Requires(property = STORE)
    @Bean(preDestroy = "close")
    RevisionSweep revisionSweep(InboxProgress progress, InboxHub hub, Background background, InboxConfig config) {
        var sweep = new RevisionSweep(progress, hub, background, config.sweepInterval());
        sweep.start();
        return sweep;
    }

    @Singleton
    Owners owners(ServiceChannels channels) {
        return new ReportingOwners(channels, UpdateMapper::toChange, UpdateMapper::toHead);
    }

    @Singleton
    @Named("inbox-verify")
    InboxComparison verifying(Owners owners, StoredInboxes inboxes) {
        return InboxComparison.verifying(owners, inboxes);
    }

    @Singleton
    @Named("inbox-rebuild")
    InboxComparison repairing(Owners owners, StoredInboxes inboxes, InboxUpdater updater) {
        return InboxComparison.repairing(owners, inboxes, updater::announce);
    }

    @Context
    @Requires(property = STORE)
    @Named("inbox")
    @Bean(preDestroy = "close")
    Jobs jobs(
            @Named("inbox") Database database, List<InboxComparison> comparisons, Clock clock, Background background) {
        var jobs = new Jobs("inbox", database, List.copyOf(comparisons), clock, background);
        jobs.start();
        return jobs;
    }

    @Context
    @Requires(property = STORE)
    @Named("inbox-placing")
    @Bean(preDestroy = "close")
    Repeating placing(InboxUpdater updater, Background background, InboxConfig config) {
        return background
                .repeat("inbox placing", Pace.every(config.placeInterval()), updater::applyDue)
                .start();
    }

    @Context
    @Requires(property = STORE)
    @Named("inbox-placing-again")
    @Bean(preDestroy = "close")
    Repeating placingAgain(InboxUpdater updater, Background background) {
        return background
                .repeat("inbox placing again", Pace.every(OUTDATED_INTERVAL), updater::applyOutdated)
                .start();
    }

    @Context
    @Requires(property = STORE)
    @Named("inbox-forgetting")
    @Bean(preDestroy = "close")
    Repeating forgetting(MergeStore store, Background background) {
        return background
                .repeat("inbox cleanup", Pace.every(FORGET_INTERVAL), store::forgetRemoved)
                .start();
    }
}
