package dev.parley.inbox;

import dev.parley.inbox.clients.MessagePreviews;
import dev.parley.inbox.clients.PreviewWarner;
import dev.parley.inbox.preview.PreviewSource;
import dev.parley.inbox.row.InboxStore;
import dev.parley.inbox.watch.CatchUp;
import dev.parley.inbox.watch.InboxHub;
import dev.parley.inbox.watch.RevisionSweep;
import dev.parley.platform.clients.ServiceChannels;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;

/// Makes what readers wait with, as it is set.
@Factory
public final class InboxBeans {

    @Singleton
    CatchUp catchUp(InboxStore store, InboxHub hub, InboxConfig config) {
        return new CatchUp(store, hub, config.patience(), config.waitInterval());
    }

    @Singleton
    PreviewSource previewSource(ServiceChannels channels, InboxConfig config, Clock clock) {
        return new MessagePreviews(channels, config.previewDeadline(), new PreviewWarner(clock));
    }

    @Singleton
    @Bean(preDestroy = "close")
    RevisionSweep revisionSweep(InboxStore store, InboxHub hub, InboxConfig config) {
        var sweep = new RevisionSweep(store, hub, config.sweepInterval());
        sweep.start();
        return sweep;
    }
}
