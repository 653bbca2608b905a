package dev.parley.message.postgres.relay;

import dev.parley.message.relay.ShardClaims;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// The claims on PostgreSQL: leases by the database's clock.
@Singleton
public final class PostgresShardClaims implements ShardClaims {

    private static final String PRESENT = """
            insert into relay_replica (replica, lease_end) values (?, now() + ? * interval '1 millisecond')
            on conflict (replica) do update set lease_end = excluded.lease_end
            """;

    /// A replica that holds more than its share gives up the excess at once: nobody else would report its heads until
    /// the lease ends.
    private static final String CLAIM = """
            with gone as (
                delete from relay_replica where lease_end < now() - interval '1 hour'
            ), share as (
                select ceil(32.0 / greatest(count(*), 1))::int as most from relay_replica
                where lease_end > now() and rest_end <= now()
            ), own as (
                select shard from relay_shard where replica = ? and lease_end > now()
                order by shard limit (select most from share) for update skip locked
            ), free as (
                select shard from relay_shard where replica is null or lease_end <= now()
                order by shard limit (select most from share) for update skip locked
            ), excess as (
                update relay_shard set lease_end = 'epoch'
                where replica = ? and lease_end > now() and shard <> all (select shard from own)
            ), mine as (
                select shard from own
                union all
                (select shard from free limit greatest(0, (select most from share) - (select count(*) from own)))
            )
            update relay_shard s set replica = ?, lease_end = now() + ? * interval '1 millisecond'
            from mine where s.shard = mine.shard returning s.shard
            """;

    private static final String REST = """
            with resting as (
                update relay_replica r set lease_end = now() + ? * interval '1 millisecond',
                    rest_end = now() + ? * interval '1 millisecond'
                where r.replica = ? and exists (
                    select 1 from relay_replica o
                    where o.replica <> r.replica and o.lease_end > now() and o.rest_end <= now()
                ) returning r.replica
            ), released as (
                update relay_shard set lease_end = 'epoch' where replica in (select replica from resting)
            )
            select count(*) from resting
            """;

    private static final String COUNT = "select count(*) from relay_replica where lease_end > now()";
    private static final String RELEASE_SHARDS = "update relay_shard set lease_end = 'epoch' where replica = ?";
    private static final String RELEASE = "delete from relay_replica where replica = ?";

    private final Database database;
    private final Duration lease;

    /// Uses the service's database.
    public PostgresShardClaims(@Named("message") Database database, RelayClaimConfig config) {
        this.database = database;
        this.lease = config.lease();
    }

    @Override
    public Duration lease() {
        return lease;
    }

    @Override
    public Set<Integer> claim(String replica) {
        return database.withConnection(connection -> {
            try (var present = connection.prepareStatement(PRESENT);
                    var claim = connection.prepareStatement(CLAIM)) {
                present.setString(1, replica);
                present.setLong(2, lease.toMillis());
                present.executeUpdate();
                claim.setString(1, replica);
                claim.setString(2, replica);
                claim.setString(3, replica);
                claim.setLong(4, lease.toMillis());
                return new HashSet<>(Rows.list(claim, row -> row.getInt(1)));
            }
        });
    }

    @Override
    public boolean rest(String replica, Duration time) {
        return database.withConnection(connection -> {
            try (var rest = connection.prepareStatement(REST)) {
                rest.setLong(1, lease.toMillis());
                rest.setLong(2, time.toMillis());
                rest.setString(3, replica);
                return Rows.one(rest, row -> row.getInt(1) == 1);
            }
        });
    }

    @Override
    public int replicas() {
        return database.withConnection(connection -> {
            try (var count = connection.prepareStatement(COUNT)) {
                return Rows.first(count, row -> row.getInt(1)).orElseThrow();
            }
        });
    }

    @Override
    public void release(String replica) {
        database.transaction(connection -> {
            for (String sql : new String[] {RELEASE_SHARDS, RELEASE}) {
                try (var release = connection.prepareStatement(sql)) {
                    release.setString(1, replica);
                    release.executeUpdate();
                }
            }
            return true;
        });
    }
}
