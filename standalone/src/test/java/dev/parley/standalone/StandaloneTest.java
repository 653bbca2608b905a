package dev.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.platform.application.StartException;
import dev.parley.standalone.postgres.PreparedCluster;
import dev.parley.thread.v1.GetOrCreateDirectThreadRequest;
import dev.parley.thread.v1.GetOrCreateDirectThreadResponse;
import dev.parley.thread.v1.ThreadServiceGrpc;
import io.grpc.ManagedChannel;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Starts all services and PostgreSQL.
final class StandaloneTest {

    @TempDir
    private Path dataDir = Path.of("");

    @Test
    void reportsItsAddressAndKeepsDataAcrossARestart() throws SQLException {
        String thread;
        List<String> lines = new ArrayList<>();
        try (Standalone first = Standalone.start(settings(), lines::add)) {
            assertThat(lines).hasSize(2);
            assertThat(lines.getFirst())
                    .contains("PostgreSQL 17.", "127.0.0.1:" + first.postgres().port());
            assertThat(lines.getLast()).contains("thread, message, safety, inbox", "127.0.0.1:" + first.port());
            GetOrCreateDirectThreadResponse made = openThread(first);
            assertThat(made.getCreated()).isTrue();
            thread = made.getThread().getThreadId();
            OperatingPageTest.assertEveryLoopIsOnThePage(first);
            assertNoServiceIsASuperuser(first);
        }
        try (Standalone second = start()) {
            GetOrCreateDirectThreadResponse found = openThread(second);
            assertThat(found.getCreated()).isFalse();
            assertThat(found.getThread().getThreadId()).isEqualTo(thread);
        }
    }

    private static void assertNoServiceIsASuperuser(Standalone standalone) throws SQLException {
        var postgres = standalone.postgres();
        try (var connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        select count(distinct usename), count(*) filter (where rolsuper)
                        from pg_stat_activity join pg_roles on rolname = usename
                        where application_name like 'parley-%'
                        """)) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(1)).as("roles").isEqualTo(4);
            assertThat(row.getInt(2)).as("sessions of superusers").isZero();
        }
    }

    @Test
    void nothingIsLeftRunningIfItDoesNotStart() {
        PreparedCluster.into(dataDir);
        var settings = settings().withOverrides(Map.of("parley.feed.heartbeat", "1h"));
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> Standalone.start(settings))
                .withMessageContaining("parley.feed.heartbeat");
        assertThat(dataDir.resolve("postgres/postmaster.pid")).doesNotExist();
        DataDirectory.open(dataDir).close();
    }

    @Test
    void nothingIsLeftRunningIfItFailsAfterTheServicesStarted() {
        PreparedCluster.into(dataDir);
        List<String> lines = new ArrayList<>();
        assertThatIllegalStateException()
                .isThrownBy(() -> Standalone.start(settings(), line -> {
                    lines.add(line);
                    if (lines.size() == 2) {
                        throw new IllegalStateException("The report fails");
                    }
                }))
                .withMessage("The report fails");
        Matcher address =
                Pattern.compile("inbox at " + Standalone.HOST + ":(\\d+)").matcher(lines.getLast());
        assertThat(address.find()).isTrue();
        int port = Integer.parseInt(address.group(1));
        assertThatExceptionOfType(ConnectException.class)
                .as("a connection to port %d", port)
                .isThrownBy(() -> new Socket(Standalone.HOST, port).close());
        assertThat(dataDir.resolve("postgres/postmaster.pid")).doesNotExist();
        DataDirectory.open(dataDir).close();
    }

    private Standalone start() {
        return Standalone.start(settings());
    }

    private StandaloneSettings settings() {
        return StandaloneSettings.in(dataDir).withPort(0);
    }

    private GetOrCreateDirectThreadResponse openThread(Standalone standalone) {
        ManagedChannel channel = ParleyChannels.plaintext(Standalone.HOST + ":" + standalone.port());
        try {
            String token = TokenCommand.forUsers(TokenCommand.mint(dataDir)).apply("usr_alice");
            return ThreadServiceGrpc.newBlockingStub(channel)
                    .withCallCredentials(TokenCredentials.of(token))
                    .getOrCreateDirectThread(GetOrCreateDirectThreadRequest.newBuilder()
                            .setUserId("usr_bob")
                            .build());
        } finally {
            channel.shutdownNow();
        }
    }
}
