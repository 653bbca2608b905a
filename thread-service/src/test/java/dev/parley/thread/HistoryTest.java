package dev.parley.thread;

import static dev.parley.thread.ThreadWorld.user;
import static org.awaitility.Awaitility.await;

import dev.parley.id.ThreadId;
import dev.parley.platform.background.Repeating;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import io.micronaut.inject.qualifiers.Qualifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The running service deletes events that are older than their life.
@ExtendWith(SharedThreads.class)
final class HistoryTest {
    private final ThreadWorld world;

    HistoryTest(ThreadWorld world) {
        this.world = world;
    }

    @Test
    void eventsOlderThanTheirLifeAreDeletedInTheBackground() {
        var old = world.group(user("ann"), user("bob")).getThreadId();
        var young = world.group(user("ann"), user("bob")).getThreadId();
        world.run("update thread_event set time = time - interval '2556 days' where thread_id = '" + old + "'");
        world.run("update thread_event set time = time - interval '2554 days' where thread_id = '" + young + "'");
        world.service
                .context()
                .getBean(Repeating.class, Qualifiers.byName("thread-history"))
                .wake();
        await().until(() -> events(new ThreadId(old)) == 0);
        await().until(() -> events(new ThreadId(young)) == 3);
    }

    private long events(ThreadId thread) {
        return world.service
                .context()
                .getBean(Database.class, Qualifiers.byName("thread"))
                .withConnection(connection -> {
                    try (var query =
                            connection.prepareStatement("select count(*) from thread_event where thread_id = ?")) {
                        query.setString(1, thread.value());
                        return Rows.one(query, row -> row.getLong(1));
                    }
                });
    }
}
