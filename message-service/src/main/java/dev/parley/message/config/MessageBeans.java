package dev.parley.message.config;

import dev.parley.message.domain.CursorListeners;
import dev.parley.message.domain.DirtyHeads;
import dev.parley.message.domain.Fences;
import dev.parley.message.domain.InboxHeads;
import dev.parley.message.domain.LiveThreads;
import dev.parley.message.domain.LogListeners;
import dev.parley.message.domain.MessageLog;
import dev.parley.message.domain.SendScreen;
import dev.parley.message.domain.Unscreened;
import dev.parley.message.events.HeadRelay;
import dev.parley.message.events.RelayConfig;
import dev.parley.message.events.Rescreener;
import dev.parley.message.grpc.ThreadFeeds;
import dev.parley.message.v1.WatchThreadResponse;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/// Ties the log, the live feeds and the relay together.
@Factory
final class MessageBeans {

    @Singleton
    @Bean(typed = LiveThreads.class)
    LiveThreads<WatchThreadResponse> liveThreads(
            MessageLog log, Fences fences, LogListeners written, CursorListeners moved) {
        var live = new LiveThreads<WatchThreadResponse>(log, fences, ThreadFeeds::element);
        written.add(live);
        moved.add(live::moved);
        return live;
    }

    @Context
    @Bean(preDestroy = "close", typed = HeadRelay.class)
    HeadRelay headRelay(
            DirtyHeads heads, InboxHeads inbox, RelayConfig config, LogListeners written, CursorListeners moved) {
        var relay = new HeadRelay(heads, inbox, config);
        written.add(relay);
        moved.add((thread, cursor) -> relay.wake());
        relay.start();
        return relay;
    }

    @Context
    @Bean(preDestroy = "close")
    Rounds rounds(LiveThreads<WatchThreadResponse> live, Unscreened unscreened, SendScreen screen, Fences fences) {
        var rescreener = new Rescreener(unscreened, screen, fences);
        return new Rounds(live::compareAll, rescreener::run);
    }
}
