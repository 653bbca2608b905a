package dev.parley.message.grpc;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.feed.v1.CloseReason;
import dev.parley.message.hint.HintExchange;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.CuttablePort;
import dev.parley.platform.testing.TestPostgres;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A replica that has lost its store, while another one has it.
@Tag("full")
final class LostStoreTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";

    /// The promise is 5 s; this machine may be slow.
    private static final Duration MOST = Duration.ofMillis(6_500);

    /// It does not matter whether hints, over their own way to the database, still arrive.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itsFeedsEndWithATokenInTime(boolean hinted) {
        var database = TestPostgres.database();
        try (CuttablePort port = CuttablePort.to(database.port());
                Wire other = new Wire(database.settingsFor("message"))) {
            Map<String, Object> settings =
                    new HashMap<>(database.through(port.port()).settingsFor("message"));
            settings.put("parley.feed.heartbeat", "100ms");
            if (hinted) {
                settings.put("parley.message.hints.database-url", database.url());
            }
            try (Wire lost = new Wire(settings)) {
                Awaitility.await()
                        .until(() -> lost.service.bean(HintExchange.class).isComplete());
                String thread = other.thread(ALICE, BOB);
                var feed = lost.watch(BOB, thread, 0);
                feed.await(WatchThreadResponse::hasHeartbeat);
                port.freeze();
                long begin = System.nanoTime();
                assertProblem(feed.awaitEnd(), Code.UNAVAILABLE, "STORE_UNAVAILABLE");
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(MOST);
                var closing = feed.received().getLast().getClosing();
                assertThat(closing.getReason()).isEqualTo(CloseReason.CLOSE_REASON_STORE_UNAVAILABLE);
                assertThat(closing.getResumeToken()).isNotEmpty();
                port.thaw();
            }
        }
    }
}
