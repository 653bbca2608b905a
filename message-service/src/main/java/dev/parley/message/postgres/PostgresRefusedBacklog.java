package dev.parley.message.postgres;

import dev.parley.platform.postgres.Database;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/// The messages that safety refused after they were sent, because it was unavailable before. They stay in the log,
/// for moderators to look at. A retry screens them again.
@Singleton
public final class PostgresRefusedBacklog extends MessageBacklog {

    static final String DEPTH = """
            select count(*), 0 from (select 1 from overlay where screening = 2 limit ?) as refused
            """;

    static final String PARKED = """
            select o.thread_id, o.sequence as version, 'refused after it was sent' as parked_reason, 1 as failures,
                f.create_time as parked_time
            from (
                select thread_id, sequence from overlay
                where screening = 2 and (thread_id, sequence) > (?, ?) order by thread_id, sequence limit ?
            ) o
            join lateral (
                select create_time from frame where thread_id = o.thread_id and sequence = o.sequence limit 1
            ) f on true
            order by o.thread_id, o.sequence
            """;

    static final String RETRY = """
            insert into unscreened_message (thread_id, sequence, offered_time)
            select thread_id, sequence, now() from overlay where thread_id = ? and sequence = ? and screening = 2
            on conflict do nothing
            """;

    /// Uses the service's database.
    public PostgresRefusedBacklog(@Named("message") Database database) {
        super(database, new Statements(DEPTH, PARKED, RETRY));
    }

    @Override
    public String topic() {
        return "message.refused";
    }

    /// Moderation takes its time, and nothing waits for it.
    @Override
    public boolean isAlarming() {
        return false;
    }
}
