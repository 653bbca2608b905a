package dev.parley.message;

import dev.parley.message.feed.LiveThreads;
import dev.parley.message.fence.Fences;
import dev.parley.message.grpc.ThreadFeeds;
import dev.parley.message.log.LogListeners;
import dev.parley.message.log.MessageLog;
import dev.parley.message.receipt.CursorListeners;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.message.relay.HeadRelay;
import dev.parley.message.relay.InboxHeads;
import dev.parley.message.send.Rescreener;
import dev.parley.message.send.SendScreen;
import dev.parley.message.send.Unscreened;
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
        var relay = new HeadRelay(heads, inbox, config.pace(), config.sweep(), config.batch());
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
