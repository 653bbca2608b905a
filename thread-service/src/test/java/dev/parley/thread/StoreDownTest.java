package dev.parley.thread;

import static dev.parley.thread.ThreadWorld.draft;
import static dev.parley.thread.ThreadWorld.refused;
import static dev.parley.thread.ThreadWorld.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.platform.testing.CuttablePort;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.WireProblems;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("full")
final class StoreDownTest {
    @Test
    void callsFailWithARetryDelayAndTheServiceRecovers() {
        var database = TestPostgres.database();
        try (var port = CuttablePort.to(database.port());
                var world = new ThreadWorld(Map.of(
                        "parley.thread.database.url",
                        database.through(port.port()).url(),
                        "datasources.thread.connection-timeout",
                        500))) {
            var ann = user("ann");
            var thread = world.group(ann, user("bob"));
            var request = draft(user("cat"));

            port.cut();
            var failure = refused(Code.UNAVAILABLE, "STORE_UNAVAILABLE", () -> world.get(ann, thread));
            assertThat(WireProblems.retryInfo(failure).hasRetryDelay()).isTrue();
            refused(
                    Code.UNAVAILABLE,
                    "STORE_UNAVAILABLE",
                    () -> world.threads(ann).createThread(request));

            port.restore();
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(world.get(ann, thread)).isEqualTo(thread));
            assertThat(world.threads(ann).createThread(request).getThread().getParticipantCount())
                    .isEqualTo(2);
        }
    }

    @Test
    void storeThatHangsIsUnavailableInTimeAndTheServiceRecovers() {
        var database = TestPostgres.database();
        try (var port = CuttablePort.to(database.port());
                var world = new ThreadWorld(database.through(port.port()).settingsFor("thread"))) {
            var ann = user("ann");
            var thread = world.group(ann, user("bob"));

            port.freeze();
            long start = System.nanoTime();
            var failure = refused(Code.UNAVAILABLE, "STORE_UNAVAILABLE", () -> world.get(ann, thread));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(WireProblems.retryInfo(failure).hasRetryDelay()).isTrue();

            port.thaw();
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(world.get(ann, thread)).isEqualTo(thread));
            var more = world.group(ann, user("cat"));
            await().until(() -> world.inboxes.find(more.getThreadId()).isPresent());
        }
    }
}
