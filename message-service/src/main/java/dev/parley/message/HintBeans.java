package dev.parley.message;

import dev.parley.message.feed.HintedThreads;
import dev.parley.message.feed.LiveThreads;
import dev.parley.message.fence.Fences;
import dev.parley.message.hint.HintExchange;
import dev.parley.message.hint.HintState;
import dev.parley.message.hint.LogHints;
import dev.parley.message.notification.ThreadNotifier;
import dev.parley.message.relay.ShardClaims;
import dev.parley.platform.background.Background;
import dev.parley.platform.background.Ending;
import dev.parley.platform.background.Pace;
import dev.parley.platform.background.Repeating;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Connects the hints of the other replicas with the live feeds.
@Factory
final class HintBeans {

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(1);

    /// A receiver waits for hints itself; this is only the pause after an interrupt.
    private static final Duration RECEIVE = Duration.ofMillis(250);

    @Singleton
    @Bean(typed = {HintExchange.class, HintState.class, Ending.class})
    HintExchange hintExchange(LogHints hints, ShardClaims claims, ThreadNotifier notifier, MeterRegistry registry) {
        var exchange = new HintExchange(hints, claims::replicas);
        notifier.add(exchange);
        Gauge.builder("parley.hints.complete", exchange, state -> state.isComplete() ? 1 : 0)
                .description("1 while the hints of all other replicas arrive, otherwise 0")
                .register(registry);
        Gauge.builder("parley.hints.peers", exchange, HintExchange::peers)
                .description("Other replicas that were heard recently")
                .register(registry);
        return exchange;
    }

    @Context
    @Named("hinted threads")
    @Bean(preDestroy = "close", typed = Repeating.class)
    Repeating hintedThreads(
            LiveThreads live, Fences fences, HintExchange exchange, ThreadNotifier notifier, Background background) {
        var hinted = new HintedThreads(live, fences);
        Repeating loop = background.repeat(
                "fences and cursors of hinted threads",
                Pace.every(Duration.ofSeconds(1)).backingOff(FIRST_BACKOFF, LONGEST_BACKOFF),
                hinted);
        hinted.whenHinted(loop::wake);
        exchange.listen(hinted);
        notifier.add(hinted);
        return loop.start();
    }

    @Context
    @Named("hint publisher")
    @Bean(preDestroy = "close", typed = Repeating.class)
    Repeating hintPublisher(HintExchange exchange, Background background) {
        Repeating loop = background.repeat(
                "hints to other replicas",
                Pace.every(HintExchange.SIGN_OF_LIFE).backingOff(FIRST_BACKOFF, LONGEST_BACKOFF),
                exchange::publish);
        exchange.whenWaiting(loop::wake);
        return loop.start();
    }

    @Context
    @Named("hint receiver")
    @Bean(preDestroy = "close", typed = Repeating.class)
    Repeating hintReceiver(HintExchange exchange, Background background) {
        return background
                .repeat(
                        "hints of other replicas",
                        Pace.every(RECEIVE).backingOff(FIRST_BACKOFF, LONGEST_BACKOFF),
                        exchange::receive)
                .start();
    }
}
