package dev.parley.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.parley.platform.application.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresServerTest {

    private static final PostgresStop IMPATIENT =
            new PostgresStop(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(10));

    @TempDir
    private Path parent = Path.of("");

    private Path dataDir = Path.of("");

    @BeforeEach
    void makeDirectories() throws IOException {
        dataDir = parent.toRealPath().resolve("data dir");
        Files.createDirectories(dataDir.resolve("keys"));
        Files.createDirectories(dataDir.resolve("logs"));
    }

    @Test
    void everyCommitIsDurableAndAccessIsRestricted() throws Exception {
        try (PostgresServer server = PostgresServer.start(dataDir);
                Connection connection = connect(server, server.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select name || '=' || setting from pg_settings where name in"
                        + " ('fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'data_checksums')"
                        + " order by name")) {
            var settings = new ArrayList<String>();
            while (rows.next()) {
                settings.add(rows.getString(1));
            }
            assertThat(settings)
                    .containsExactly(
                            "data_checksums=on",
                            "fsync=on",
                            "full_page_writes=on",
                            "listen_addresses=127.0.0.1",
                            "synchronous_commit=on");
            var permissions = Files.getPosixFilePermissions(dataDir.resolve("keys/postgres-password"));
            assertThat(PosixFilePermissions.toString(permissions)).isEqualTo("rw-------");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> connect(server, "guessed").close());
        }
    }

    @Test
    void aServerThatOutlivedItsStarterIsEndedFirst() throws Exception {
        PreparedCluster.into(dataDir);
        PostgresServer survivor = PostgresServer.start(dataDir);
        ProcessHandle process = ProcessHandle.of(postmaster()).orElseThrow();
        try (Connection connection = connect(survivor, survivor.password());
                var statement = connection.createStatement()) {
            statement.execute("create table kept (word text)");
        }
        try (PostgresServer server = PostgresServer.start(dataDir);
                Connection connection = connect(server, server.password());
                var statement = connection.createStatement()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
            assertThat(statement.execute("select word from kept")).isTrue();
        }
    }

    @Test
    void aServerThatHangsIsKilledAndItsDataRecovered() throws Exception {
        PreparedCluster.into(dataDir);
        PostgresServer hanging = PostgresServer.start(dataDir, IMPATIENT);
        ProcessHandle process = ProcessHandle.of(postmaster()).orElseThrow();
        keepOneWord(hanging);
        stopAll(process);

        long begin = System.nanoTime();
        hanging.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
        assertThat(process.isAlive()).isFalse();
        assertOneWordIsKept();
    }

    @Test
    void aRemnantThatHangsIsKilled() throws Exception {
        PreparedCluster.into(dataDir);
        PostgresServer remnant = PostgresServer.start(dataDir);
        ProcessHandle process = ProcessHandle.of(postmaster()).orElseThrow();
        keepOneWord(remnant);
        stopAll(process);

        assertOneWordIsKept();

        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void aServerIsEndedEvenIfItsPidFileIsGone() throws Exception {
        PreparedCluster.into(dataDir);
        PostgresServer server = PostgresServer.start(dataDir, IMPATIENT);
        ProcessHandle process = ProcessHandle.of(postmaster()).orElseThrow();
        Files.delete(dataDir.resolve("postgres/postmaster.pid"));

        server.close();

        assertThat(process.isAlive()).isFalse();
    }

    /// Makes a server and all its children hang, as a machine out of memory or a frozen container does.
    private static void stopAll(ProcessHandle postmaster) throws Exception {
        stop(postmaster);
        for (ProcessHandle child : postmaster.descendants().toList()) {
            stop(child);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> state(postmaster).equals("T"));
    }

    /// A child may have ended by now.
    private static void stop(ProcessHandle process) throws Exception {
        new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private static String state(ProcessHandle process) throws IOException {
        String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        return status.substring(status.lastIndexOf(')') + 2).substring(0, 1);
    }

    private static void keepOneWord(PostgresServer server) throws SQLException {
        try (Connection connection = connect(server, server.password());
                var statement = connection.createStatement()) {
            statement.execute("create table kept as select 'word' as word");
        }
    }

    private void assertOneWordIsKept() throws SQLException {
        try (PostgresServer server = PostgresServer.start(dataDir, IMPATIENT);
                Connection connection = connect(server, server.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select word from kept")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("word");
        }
    }

    @Test
    void aPidFileOfAnUnrelatedProcessIsIgnored() throws Exception {
        PreparedCluster.into(dataDir);
        Files.writeString(
                dataDir.resolve("postgres/postmaster.pid"),
                ProcessHandle.current().pid() + "\n/elsewhere\n");
        PostgresServer.start(dataDir).close();
        assertThat(dataDir.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void anUnexpectedEndIsDetected() throws Exception {
        PreparedCluster.into(dataDir);
        try (PostgresServer server = PostgresServer.start(dataDir)) {
            var broken = server.broken();
            ProcessHandle.of(postmaster()).orElseThrow().destroyForcibly();
            assertThat(broken).succeedsWithin(Duration.ofSeconds(20)).asString().contains("ended unexpectedly");
        }
    }

    @Test
    void aDamagedControlFileIsReportedInTheWordsOfPostgres() throws IOException {
        PreparedCluster.into(dataDir);
        Files.write(dataDir.resolve("postgres/global/pg_control"), new byte[0]);
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> PostgresServer.start(dataDir))
                .withMessageContaining("pg_control")
                .withMessageContaining("postgres.log");
    }

    @Test
    void anIncompleteDirectoryIsCreatedAgain() throws IOException {
        Files.createDirectories(dataDir.resolve("postgres.new/base"));
        PostgresServer.start(dataDir).close();
        assertThat(dataDir.resolve("postgres.new")).doesNotExist();
    }

    @Test
    void aMissingPasswordIsReportedAsDamage() throws IOException {
        PreparedCluster.into(dataDir);
        Files.delete(dataDir.resolve("keys/postgres-password"));
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> PostgresServer.start(dataDir))
                .withMessageContaining("password file");
    }

    @Test
    void roleOfAServiceOwnsItsSchemaAndIsNoSuperuser() throws Exception {
        PreparedCluster.into(dataDir);
        try (PostgresServer server = PostgresServer.start(dataDir)) {
            try (Connection superuser = connect(server, server.password());
                    var statement = superuser.createStatement()) {
                statement.execute("create schema thread create table old (id bigserial primary key)");
                statement.execute("create schema inbox create table foreign_one (id bigint)");
            }
            String role = server.role("thread");
            assertThat(server.role("thread")).as("created once").isEqualTo(role);
            try (Connection connection = DriverManager.getConnection(server.url(), role, server.password());
                    var statement = connection.createStatement()) {
                statement.execute("insert into thread.old default values");
                statement.execute("drop table thread.old");
                statement.execute("create schema another");
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> statement.execute("select from inbox.foreign_one"));
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> statement.execute("alter system set fsync = off"));
            }
        }
    }

    private long postmaster() throws IOException {
        return Long.parseLong(Files.readAllLines(dataDir.resolve("postgres/postmaster.pid"))
                .getFirst()
                .strip());
    }

    private static Connection connect(PostgresServer server, String password) throws SQLException {
        return DriverManager.getConnection(server.url(), server.user(), password);
    }
}
