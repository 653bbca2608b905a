package dev.parley.message.postgres.hint;

import dev.parley.message.hint.HintBatch;
import dev.parley.message.hint.LogHints;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.OwnSession;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hints over `LISTEN` and `NOTIFY`, on two sessions outside the pool: one listens, and one notifies. While the
/// latter is unavailable, a notification takes a session of the pool: a replica that can write can also notify.
@Singleton
@Bean(
        preDestroy = "close",
        typed = {LogHints.class, PostgresLogHints.class})
public final class PostgresLogHints implements LogHints {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresLogHints.class);
    private static final String CHANNEL = "parley_message_log";
    private static final String NOTIFY = "select pg_notify('" + CHANNEL + "', ?)";
    private static final String NAME = "parley-message-hints";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private static final int ANSWER_MILLIS = 1_000;

    /// How long the sessions of the pool are used before the next attempt to open an own one. It doubles with each
    /// failure: an attempt may take two seconds, in which no hint is published.
    private static final long FIRST_REOPEN = Duration.ofSeconds(1).toNanos();

    private static final long LAST_REOPEN = Duration.ofMinutes(1).toNanos();

    private final Database database;
    private final @Nullable String url;
    private final Object closing = new Object();
    private volatile @Nullable Connection listening;
    private volatile @Nullable Connection notifying;
    private @Nullable PreparedStatement notify;
    private long failedAt;
    private long reopen;
    private volatile boolean closed;

    /// Opens its sessions on first use.
    public PostgresLogHints(@Named("message") Database database, HintsConfig config) {
        this.database = database;
        this.url = config.databaseUrl();
    }

    @Override
    public void publish(HintBatch batch) {
        String text = HintText.write(batch);
        if (reopen == 0 || System.nanoTime() - failedAt >= reopen) {
            try {
                execute(notifier(), text);
                reopen = 0;
                return;
            } catch (SQLException failure) {
                LOG.debug("Failed to notify on an own session, uses the pool: {}", failure.toString());
                failedAt = System.nanoTime();
                reopen = Math.clamp(2 * reopen, FIRST_REOPEN, LAST_REOPEN);
                release(notifying);
                notifying = null;
                notify = null;
            }
        }
        database.withConnection(connection -> {
            try (var statement = connection.prepareStatement(NOTIFY)) {
                execute(statement, text);
                return true;
            }
        });
    }

    private static void execute(PreparedStatement statement, String text) throws SQLException {
        statement.setString(1, text);
        statement.execute();
    }

    /// Nobody waits for the disk: after a crash of the database nobody listens.
    private PreparedStatement notifier() throws SQLException {
        PreparedStatement prepared = notify;
        if (prepared == null) {
            Connection opened = open();
            notifying = opened;
            opened.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
            try (var statement = opened.createStatement()) {
                statement.execute("set synchronous_commit = off");
            }
            prepared = opened.prepareStatement(NOTIFY);
            notify = prepared;
        }
        return prepared;
    }

    @Override
    public List<HintBatch> receive(Duration wait) {
        try {
            Connection session = listening;
            if (session == null) {
                session = open();
                listening = session;
                try (var statement = session.createStatement()) {
                    statement.execute("listen " + CHANNEL);
                }
            }
            PGNotification[] received =
                    session.unwrap(PGConnection.class).getNotifications(Math.toIntExact(wait.toMillis()));
            return received == null ? List.of() : batches(received);
        } catch (SQLException failure) {
            LOG.debug("The session that listens was lost", failure);
            unsubscribe();
            throw new StoreUnavailable(RETRY_AFTER).exception();
        }
    }

    private static List<HintBatch> batches(PGNotification[] received) {
        var batches = new ArrayList<HintBatch>(received.length);
        for (PGNotification notification : received) {
            Optional<HintBatch> batch = HintText.read(notification.getParameter());
            if (batch.isEmpty()) {
                LOG.debug("A notification is none of this version");
            }
            batch.ifPresent(batches::add);
        }
        return batches;
    }

    private Connection open() throws SQLException {
        Connection opened = OwnSession.open(database, url, NAME);
        synchronized (closing) {
            if (closed) {
                release(opened);
                throw new SQLException("The hints have ended", "08003");
            }
        }
        return opened;
    }

    @Override
    public void unsubscribe() {
        Connection lost = listening;
        listening = null;
        release(lost);
    }

    private static void release(@Nullable Connection session) {
        try {
            if (session != null) {
                session.close();
            }
        } catch (SQLException broken) {
            LOG.debug("The session is gone anyway", broken);
        }
    }

    @Override
    public void close() {
        synchronized (closing) {
            closed = true;
        }
        release(listening);
        release(notifying);
    }
}
