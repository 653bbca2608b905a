package dev.parley.message.postgres;

import dev.parley.platform.postgres.Database;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/// The messages that safety has not screened yet. Those on which safety failed again and again are parked.
@Singleton
public final class PostgresUnscreenedBacklog extends MessageBacklog {

    static final String DEPTH = """
            select (
                select count(*) from (
                    select 1 from unscreened_message where parked_time is not null limit ?
                ) as parked
            ), (
                select coalesce(extract(epoch from now() - min(put_time)) * 1000, 0)::int8 from (
                    select put_time from unscreened_message where parked_time is null order by offered_time limit 10000
                ) as waiting
            )
            """;

    static final String PARKED = """
            select thread_id, sequence as version, coalesce(parked_reason, '') as parked_reason, failures, parked_time
            from unscreened_message
            where parked_time is not null and (thread_id, sequence) > (?, ?) order by thread_id, sequence limit ?
            """;

    static final String RETRY = """
            update unscreened_message set parked_time = null, parked_reason = null, failures = 0, offered_time = now()
            where thread_id = ? and sequence = ? and parked_time is not null
            """;

    /// Uses the service's database.
    public PostgresUnscreenedBacklog(@Named("message") Database database) {
        super(database, new Statements(DEPTH, PARKED, RETRY));
    }

    @Override
    public String topic() {
        return "message.screening";
    }
}
