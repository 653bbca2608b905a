package dev.parley.message;

import dev.parley.id.ThreadId;
import dev.parley.message.clients.InboxNotifierClient;
import dev.parley.message.feed.Comparison;
import dev.parley.message.feed.LiveThreads;
import dev.parley.message.fence.Fences;
import dev.parley.message.grpc.HeadForm;
import dev.parley.message.hint.HintState;
import dev.parley.message.log.Frame;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.Overlay;
import dev.parley.message.notification.ThreadListener;
import dev.parley.message.notification.ThreadNotifier;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.CursorStore;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.message.relay.HeadRelay;
import dev.parley.message.relay.InboxNotifier;
import dev.parley.message.relay.ShardClaims;
import dev.parley.message.send.Rescreener;
import dev.parley.message.send.SendScreen;
import dev.parley.message.send.UnscreenedMessages;
import dev.parley.platform.background.Background;
import dev.parley.platform.background.Pace;
import dev.parley.platform.background.Repeating;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/// Connects the log, the live feeds and the relay.
@Factory
final class MessageBeans {

    private static final Duration COMPARE = Duration.ofMillis(400);
    private static final Duration RESCREEN = Duration.ofSeconds(2);

    @Singleton
    HeadForm headForm() {
        return InboxNotifierClient::toProto;
    }

    @Singleton
    @Bean(typed = LiveThreads.class)
    LiveThreads liveThreads(
            MessageLog log,
            Fences fences,
            CursorStore cursors,
            HintState hints,
            ThreadNotifier notifier,
            MeterRegistry registry) {
        var live = new LiveThreads(log, fences, cursors, hints);
        notifier.add(live);
        FunctionCounter.builder("parley.log.regressions", live, LiveThreads::regressions)
                .description("Threads whose stored log had lost something that feeds had shown")
                .register(registry);
        return live;
    }

    /// The back-off stays short, because feeds cannot confirm that they are complete while this loop fails.
    @Context
    @Named("comparison")
    @Bean(preDestroy = "close", typed = Repeating.class)
    Repeating comparison(LiveThreads live, Fences fences, Background background) {
        return background
                .repeat(
                        "comparison of feeds with the log",
                        Pace.every(COMPARE).backingOff(COMPARE, COMPARE),
                        new Comparison(live, fences))
                .start();
    }

    @Context
    @Named("rescreener")
    @Bean(preDestroy = "close", typed = Repeating.class)
    Repeating rescreener(
            UnscreenedMessages unscreened, SendScreen screen, Fences fences, MessageLog log, Background background) {
        return background
                .repeat("late screening", Pace.every(RESCREEN), new Rescreener(unscreened, screen, fences, log))
                .start();
    }

    @Singleton
    @Bean(preDestroy = "end")
    HeadRelay headRelay(DirtyHeads heads, ShardClaims claims, InboxNotifier inbox, RelayConfig config) {
        return new HeadRelay(heads, claims, inbox, config.pace(), config.batch());
    }

    @Context
    @Named("relay")
    @Bean(preDestroy = "close", typed = Repeating.class)
    Repeating relay(HeadRelay relay, RelayConfig config, ThreadNotifier notifier, Background background) {
        Repeating loop = background.repeat("relay to the inbox", Pace.every(config.sweep()), relay::run);
        notifier.add(waking(loop));
        return loop.start();
    }

    private static ThreadListener waking(Repeating loop) {
        return new ThreadListener() {
            @Override
            public void appended(
                    ThreadId thread, List<Frame> frames, List<Overlay> overlays, List<HiddenMessage> hidden) {
                loop.wake();
            }

            @Override
            public void moved(ThreadId thread, Cursor cursor) {
                loop.wake();
            }
        };
    }
}
