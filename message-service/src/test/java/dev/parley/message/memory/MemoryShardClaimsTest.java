package dev.parley.message.memory;

import dev.parley.message.relay.ShardClaims;
import dev.parley.message.relay.ShardClaimsContract;
import java.time.Clock;
import java.util.Set;

final class MemoryShardClaimsTest implements ShardClaimsContract {

    private final MemoryShardClaims claims = new MemoryShardClaims(Clock.systemUTC());

    @Override
    public ShardClaims claims() {
        return claims;
    }

    @Override
    public void endLeases(String replica, Set<Integer> kept) {
        claims.end(replica, kept);
    }

    @Override
    public void endPresence(String replica) {
        claims.end(replica);
    }
}
