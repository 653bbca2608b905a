package dev.parley.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestPostgres;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A database that failed over to a standby responds, and accepts no writes.
final class ReadOnlyDatabaseTest {

    private static final Duration NOTICED = Duration.ofSeconds(10);

    private static ServingStatus status(ServiceUnderTest service, String name) {
        return HealthGrpc.newBlockingStub(service.channel())
                .check(HealthCheckRequest.newBuilder().setService(name).build())
                .getStatus();
    }

    @Test
    void healthNamesADatabaseThatAcceptsNoWrites() throws SQLException {
        var database = TestPostgres.database();
        try (var service = ServiceUnderTest.start("sample", database.settingsFor("sample"))) {
            assertThat(status(service, "readiness")).isEqualTo(ServingStatus.SERVING);
            assertThat(status(service, "dependency.postgres-writes.sample")).isEqualTo(ServingStatus.SERVING);

            database.run("do $$ begin execute format("
                    + "'alter database %I set default_transaction_read_only = on', current_database()); end $$");
            endSessions(database);
            await().atMost(NOTICED)
                    .until(() -> status(service, "dependency.postgres-writes.sample") == ServingStatus.NOT_SERVING);
            assertThat(status(service, "readiness")).isEqualTo(ServingStatus.NOT_SERVING);
            assertThat(status(service, "liveness")).isEqualTo(ServingStatus.SERVING);
            await().atMost(NOTICED).until(() -> status(service, "dependency.postgres.sample") == ServingStatus.SERVING);

            database.run("begin read write; do $$ begin execute format("
                    + "'alter database %I reset default_transaction_read_only', current_database()); end $$; commit");
            endSessions(database);
            await().atMost(NOTICED).until(() -> status(service, "readiness") == ServingStatus.SERVING);
        }
    }

    private static void endSessions(TestPostgres.TestDatabase database) throws SQLException {
        database.run("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()");
    }
}
