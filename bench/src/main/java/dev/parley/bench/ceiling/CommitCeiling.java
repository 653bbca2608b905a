package dev.parley.bench.ceiling;

import dev.parley.bench.report.Figure;
import dev.parley.bench.report.Outcome;
import dev.parley.bench.scenario.Scenario;
import dev.parley.bench.scenario.Stage;
import dev.parley.bench.scenario.Stage.Sample;
import dev.parley.clientkit.report.Tally;
import dev.parley.clientkit.report.Tally.Interval;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;

/// The ceiling of the store: rows of 300 bytes, with a given number of rows per commit and of connections,
/// `fsync` on.
public final class CommitCeiling implements Scenario {

    private static final int BYTES = 300;

    private final int rows;
    private final int connections;

    /// Commits this many rows at a time over this many connections, to a separate PostgreSQL.
    public CommitCeiling(int rows, int connections) {
        this.rows = rows;
        this.connections = connections;
    }

    @Override
    public String name() {
        return "postgres-%dx%d".formatted(rows, connections);
    }

    @Override
    public String shows() {
        return "rows that PostgreSQL alone can commit";
    }

    @Override
    public Outcome run(Stage stage) throws IOException, SQLException, InterruptedException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setDataDirectory(stage.folder().resolve(name()))
                .setCleanDataDirectory(true)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start()) {
            DataSource source = postgres.getPostgresDatabase();
            create(source);
            return measure(stage, source);
        }
    }

    private Outcome measure(Stage stage, DataSource source) throws InterruptedException {
        var tally = new Tally();
        var writers = new ArrayList<Thread>();
        for (int i = 0; i < connections; i++) {
            writers.add(Thread.ofPlatform().name("writer-" + i).daemon().start(() -> write(source, tally)));
        }
        List<Sample> samples;
        try {
            Duration length = stage.plan().measure().dividedBy(3);
            samples = stage.measure(tally, length, length);
        } finally {
            writers.forEach(Thread::interrupt);
            for (Thread writer : writers) {
                writer.join();
            }
        }
        List<Double> commits =
                samples.stream().map(Sample::interval).map(Interval::rate).toList();
        var figures = List.of(
                new Figure(
                        "rows", "/s", commits.stream().map(rate -> rate * rows).toList()),
                new Figure("commits", "/s", commits));
        String setting = "%d rows of %d bytes per commit, %d connections, fsync on".formatted(rows, BYTES, connections);
        return new Outcome(name(), "bounded closed loop", setting, figures, List.of(), tally.errors(), List.of());
    }

    private static void create(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table row_written (id bigint generated always as identity primary key, body text)");
        }
    }

    private void write(DataSource source, Tally tally) {
        String[] bodies = Collections.nCopies(rows, "x".repeat(BYTES)).toArray(String[]::new);
        try (Connection connection = source.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into row_written (body) select unnest(?::text[])")) {
            insert.setArray(1, connection.createArrayOf("text", bodies));
            while (!Thread.currentThread().isInterrupted() && !tally.isHopeless()) {
                insert.executeUpdate();
                tally.completed();
            }
        } catch (SQLException failure) {
            tally.failed("a commit failed: " + failure.getSQLState());
        }
    }
}
