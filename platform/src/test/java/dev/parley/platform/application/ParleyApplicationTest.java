package dev.parley.platform.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.platform.issuer.SigningKey;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import dev.parley.platform.testing.TestTokens;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParleyApplicationTest {

    private static final List<String> SAMPLE = List.of("sample");

    @TempDir
    private Path directory;

    @Test
    void serviceHasItsOwnSchemaAndMigrations() {
        try (var service = ServiceUnderTest.start("sample", Map.of())) {
            Database database = service.context().getBean(Database.class, Qualifiers.byName("sample"));
            List<String> tables = database.withConnection(c -> {
                try (var query = c.prepareStatement(
                        "select table_name from information_schema.tables where table_schema = current_schema()")) {
                    return Rows.list(query, row -> row.getString(1));
                }
            });

            assertThat(tables).contains("outbox", "item");
            assertThat(service.context().getProperty("datasources.sample.maximum-pool-size", int.class))
                    .contains(6);
        }
    }

    @Test
    void restartFindsTheStoredData() {
        TestDatabase database = TestPostgres.database();
        ServiceUnderTest.start("sample", database.settingsFor("sample")).close();
        ServiceUnderTest.start("sample", database.settingsFor("sample")).close();
    }

    private static String failureOfService(Map<String, Object> settings) {
        var failure = catchThrowableOfType(
                StartException.class,
                () -> ServiceUnderTest.start("sample", settings).close());
        return failure == null ? "it starts" : String.valueOf(failure.getMessage());
    }

    /// Only one of the two would answer, by chance.
    @Test
    void twoBeansThatServeOneServiceAreReportedInOneSentence() {
        var settings = new HashMap<String, Object>(TestPostgres.database().settingsFor("sample"));
        settings.put(TwinServices.ENABLED, true);
        assertThat(failureOfService(settings))
                .isEqualTo("Two beans serve parley.thread.internal.v1.ThreadPolicyService: TwinServices$First and"
                        + " TwinServices$Second. Give the types of one of them with @Bean(typed = ...).");
    }

    @Test
    void moreReadersThanHalfOfAPoolAreReportedInOneSentence() {
        var settings = new HashMap<String, Object>(TestPostgres.database().settingsFor("sample"));
        settings.put("parley.feed.readers", 4);
        assertThat(failureOfService(settings))
                .isEqualTo("PARLEY_FEED_READERS must be at most 3, which is half of the pool of sample"
                        + " (PARLEY_SAMPLE_DATABASE_POOL_SIZE is 6), not 4.");
    }

    @Test
    void smallPoolHasFewReaders() {
        var settings = new HashMap<String, Object>(TestPostgres.database().settingsFor("sample"));
        settings.put("parley.sample.database.pool-size", 4);
        ServiceUnderTest.start("sample", settings).close();
    }

    @Test
    void missingDatabaseUrlIsReportedInOneSentence() {
        assertThat(failure(Map.of()))
                .isEqualTo("PARLEY_SAMPLE_DATABASE_URL must be set to a URL that starts with jdbc:postgresql:");
    }

    @Test
    void missingKeySetIsReportedInOneSentence() {
        assertThat(failure(database()))
                .isEqualTo("PARLEY_JWKS is not set: it names the JWKS file or URL with the trusted keys.");
        var nowhere = database();
        nowhere.put("parley.jwks", directory.resolve("nowhere.json").toString());
        assertThat(failure(nowhere)).startsWith("The key set ").contains("PARLEY_JWKS");
    }

    @Test
    void settingOutOfBoundsIsReportedInOneSentence() {
        var settings = settings();
        settings.put("parley.clock-skew", "5m");
        assertThat(failure(settings)).isEqualTo("parley.clock-skew must be between 0 s and 30 s, not PT5M.");
    }

    @Test
    void missingDatabaseIsReportedInOneSentence() throws IOException {
        var settings = settings();
        settings.put("parley.sample.database.url", "jdbc:postgresql://127.0.0.1:" + freePort() + "/parley");
        settings.put("datasources.sample.initialization-fail-timeout", 1);
        assertThat(failure(settings))
                .startsWith("A database cannot be reached: ")
                .contains("PARLEY_SAMPLE_DATABASE_URL, _USER and _PASSWORD")
                .doesNotContain("<");
    }

    @Test
    void missingTargetIsReportedInOneSentence() {
        var settings = settings();
        settings.put("parley.sample.neighbours", List.of("thread", "message"));
        settings.put("parley.targets.thread", "127.0.0.1:1");
        settings.put("parley.key-dir", TestTokens.keyDirectory().toString());
        assertThat(failure(settings))
                .isEqualTo("PARLEY_TARGETS_MESSAGE is not set: it names the host and port of the message service.");
    }

    @Test
    void targetThatIsNoAddressIsReportedInOneSentence() {
        for (String target : List.of("http://message:50051", "message", "message:50051,other")) {
            var settings = settings();
            settings.put("parley.sample.neighbours", List.of("message"));
            settings.put("parley.targets.message", target);
            settings.put("parley.key-dir", TestTokens.keyDirectory().toString());
            assertThat(failure(settings))
                    .startsWith("PARLEY_TARGETS_MESSAGE: \"")
                    .endsWith(
                            " is no address: write host:port, or several of them separated by commas, without http://.");
        }
    }

    @Test
    void missingTokenIsReportedInOneSentence() {
        var settings = settings();
        settings.put("parley.sample.neighbours", List.of("thread"));
        settings.put("parley.targets.thread", "127.0.0.1:1");
        assertThat(failure(settings))
                .isEqualTo("PARLEY_TOKEN_FILE is not set: it names the file with this service's token.");

        String nowhere = directory.resolve("nowhere").toString();
        settings.put("parley.token-file", nowhere);
        assertThat(failure(settings)).isEqualTo("The token file " + nowhere + " cannot be read (PARLEY_TOKEN_FILE).");
    }

    @Test
    void portInUseIsReportedInOneSentence() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var settings = settings();
            settings.put("parley.port", taken.getLocalPort());
            assertThat(failure(settings))
                    .startsWith("The address 127.0.0.1:" + taken.getLocalPort() + " cannot be used for listening");
        }
    }

    @Test
    void damagedMigrationIsReportedInOneSentence() throws Exception {
        var database = TestPostgres.database();
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("create schema sample; create table sample.item (id int)");
        }
        var settings = settings();
        settings.putAll(database.settingsFor("sample"));
        assertThat(failure(settings)).startsWith("A database cannot be migrated: ");
    }

    @Test
    void databaseOfAnotherVersionIsReportedWithWhatToDo() throws Exception {
        var database = TestPostgres.database();
        var settings = settings();
        settings.putAll(database.settingsFor("sample"));
        ServiceUnderTest.start("sample", settings).close();
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(
                    "update sample.flyway_schema_history set checksum = checksum + 1 where checksum is not null");
        }
        assertThat(failure(settings))
                .startsWith("A database was written by another version of Parley")
                .contains("--data-dir");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Map<String, Object> database() {
        return new HashMap<>(TestPostgres.database().settingsFor("sample"));
    }

    private static Map<String, Object> settings() {
        var settings = database();
        settings.put("parley.port", 0);
        settings.put("parley.jwks", SigningKey.jwksIn(TestTokens.keyDirectory()).toString());
        return settings;
    }

    private static String failure(Map<String, Object> settings) {
        StartException failure = catchThrowableOfType(StartException.class, () -> start(settings));
        assertThat(failure).isNotNull();
        return failure.getMessage();
    }

    private static void start(Map<String, Object> settings) {
        try (ApplicationContext context = ParleyApplication.run(SAMPLE, settings)) {
            throw new AssertionError("It started with " + context);
        }
    }
}
