package dev.parley.thread;

import static dev.parley.thread.ThreadWorld.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import dev.parley.platform.application.ShiftedClock;
import dev.parley.platform.wire.WireTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The clock of the machine is 20 minutes ahead of that of the store.
final class WrongClockTest {
    @Test
    void timesAreThoseOfTheStore() {
        try (var world = new ThreadWorld(Map.of(ShiftedClock.AHEAD, "20m"))) {
            var ann = user("ann");
            var bob = user("bob");
            var made = world.group(ann, bob);
            assertNow(made.getCreateTime());
            assertNow(world.add(ann, made, user("cat")).getUpdateTime());
            assertNow(world.access(made, ann).getParticipant().getJoinTime());
            world.leave(bob, made);
            assertNow(world.access(made, bob).getParticipant().getLeaveTime());
            await().until(() -> world.inboxes
                    .find(made.getThreadId())
                    .filter(change -> change.getVersion() == 3)
                    .isPresent());
        }
    }

    private static void assertNow(Timestamp time) {
        assertThat(WireTime.toInstant(time)).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    }
}
