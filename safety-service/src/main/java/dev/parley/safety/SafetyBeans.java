package dev.parley.safety;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.parley.platform.backlog.Backlog;
import dev.parley.platform.outbox.OutboxBacklog;
import dev.parley.platform.outbox.OutboxRelay;
import dev.parley.platform.outbox.OutboxRelays;
import dev.parley.platform.postgres.Database;
import dev.parley.safety.block.Block;
import dev.parley.safety.block.ChangeLimit;
import dev.parley.safety.block.FreePairs;
import dev.parley.safety.block.PairBlocks;
import dev.parley.safety.caffeine.CaffeineFreePairs;
import dev.parley.safety.clients.BlockRelay;
import dev.parley.safety.screen.ControlCharacterRule;
import dev.parley.safety.screen.SendScreener;
import dev.parley.safety.screen.TextLengthRule;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;

/// Creates the beans of this service.
@Factory
final class SafetyBeans {

    @Singleton
    FreePairs freePairs(SafetyConfig config) {
        return new CaffeineFreePairs(config.pairCacheEntries(), config.pairCacheAge(), Ticker.systemTicker());
    }

    @Singleton
    ChangeLimit changeLimit(SafetyConfig config) {
        return new ChangeLimit(config.blockChanges());
    }

    @Singleton
    SendScreener sendScreener(PairBlocks pairs) {
        return new SendScreener(
                pairs, List.of(new TextLengthRule(TextLengthRule.STANDARD_MAX), new ControlCharacterRule()));
    }

    @Singleton
    @Requires(property = "parley.safety.database.url")
    @Named("safety.block")
    Backlog untoldBlocks(@Named("safety") Database database) {
        return new OutboxBacklog("safety", Block.TOPIC, database);
    }

    @Context
    @Requires(property = "parley.safety.database.url")
    @Named("safety")
    @Bean(preDestroy = "close")
    OutboxRelay safetyRelay(@Named("safety") Database database, BlockRelay blocks, OutboxRelays relays) {
        OutboxRelay relay = relays.of(database, List.of(blocks));
        relay.start();
        return relay;
    }
}
