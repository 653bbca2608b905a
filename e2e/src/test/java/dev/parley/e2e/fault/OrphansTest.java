package dev.parley.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.process.ScratchFolder;
import dev.parley.e2e.process.ParleyServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A server and its PostgreSQL do not outlive each other for long.
@Tag("full")
final class OrphansTest {

    /// Five seconds as documented, and what a loaded machine adds.
    private static final Duration SOON = Duration.ofSeconds(15);

    @Test
    void postgresEndsSoonAfterItsServerWasKilled() {
        try (var folder = ScratchFolder.create();
                var server = ParleyServer.start(folder.path())) {
            List<ProcessHandle> postgres = server.postgres();
            assertThat(postgres).isNotEmpty();

            server.kill();

            Awaitility.await("PostgreSQL has ended")
                    .atMost(10, TimeUnit.SECONDS)
                    .until(() -> postgres.stream().noneMatch(ProcessHandle::isAlive));
            try (var again = ParleyServer.start(folder.path())) {
                assertThat(again.postgres()).isNotEmpty();
            }
        }
    }

    @Test
    void serverEndsSoonAfterItsPostgresWasKilled() {
        try (var folder = ScratchFolder.create();
                var server = ParleyServer.start(folder.path())) {
            User alice = server.as(User.newId("alice"));
            String thread = alice.direct(User.newId("bob"));
            alice.send(thread, "Before");
            long begin = System.nanoTime();

            server.postgres().getFirst().destroyForcibly();

            assertThat(server.process().awaitExit(Duration.ofSeconds(20))).isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SOON);
            assertThat(server.process().lastLines()).contains("PostgreSQL has ended unexpectedly");
        }
    }
}
