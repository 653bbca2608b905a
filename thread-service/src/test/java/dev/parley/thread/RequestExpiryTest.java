package dev.parley.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.platform.background.Repeating;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import io.micronaut.inject.qualifiers.Qualifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The running service deletes the results of old requests.
@ExtendWith(SharedThreads.class)
final class RequestExpiryTest {
    private final ThreadWorld world;

    RequestExpiryTest(ThreadWorld world) {
        this.world = world;
    }

    @Test
    void resultsOlderThanThirtyDaysAreDeletedInTheBackground() {
        world.run("insert into request_result (scope, request_id, content_hash, create_time) values"
                + " ('expiry', 'old', '\\x00', now() - interval '31 days'),"
                + " ('expiry', 'young', '\\x00', now() - interval '29 days')");
        world.service
                .context()
                .getBean(Repeating.class, Qualifiers.byName("thread-requests"))
                .wake();
        await().until(() -> results("old") == 0);
        assertThat(results("young")).isEqualTo(1);
    }

    private long results(String requestId) {
        return world.service
                .context()
                .getBean(Database.class, Qualifiers.byName("thread"))
                .withConnection(connection -> {
                    try (var query = connection.prepareStatement(
                            "select count(*) from request_result where scope = 'expiry' and request_id = ?")) {
                        query.setString(1, requestId);
                        return Rows.one(query, row -> row.getLong(1));
                    }
                });
    }
}
