package dev.parley.inbox;

import static dev.parley.inbox.News.head;
import static dev.parley.inbox.News.thread;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.retryInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.feed.v1.CloseReason;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.platform.testing.CuttablePort;
import dev.parley.platform.testing.TestPostgres;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("full")
final class StoreDownTest {

    @Test
    void storeOutageIsReportedAndEnds() {
        var database = TestPostgres.database();
        try (var port = CuttablePort.to(database.port());
                var inbox = new InboxUnderTest(settings(database.through(port.port())))) {
            inbox.apply(thread("thr_a", 1, "usr_ann", "usr_ben"));
            inbox.apply(head("thr_a", 1));
            var stream = inbox.watch("usr_ann");
            stream.await(WatchInboxResponse::hasCaughtUp);

            port.cut();

            var failure = assertProblem(() -> inbox.list("usr_ann"), Code.UNAVAILABLE, "STORE_UNAVAILABLE");
            assertThat(retryInfo(failure).hasRetryDelay()).isTrue();
            assertProblem(() -> inbox.apply(head("thr_a", 2)), Code.UNAVAILABLE, "STORE_UNAVAILABLE");
            var closing = stream.await(WatchInboxResponse::hasClosing).getClosing();
            assertThat(closing.getReason()).isEqualTo(CloseReason.CLOSE_REASON_STORE_UNAVAILABLE);
            assertProblem(Objects.requireNonNull(stream.awaitEnd()), Code.UNAVAILABLE, "STORE_UNAVAILABLE");

            port.restore();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(inbox.list("usr_ann"))
                            .extracting(InboxRow::getUnreadCount)
                            .containsExactly(1));
            inbox.apply(head("thr_a", 2));
            var resumed = inbox.watch(
                    "usr_ann",
                    WatchInboxRequest.newBuilder()
                            .setResumeToken(closing.getResumeToken())
                            .build());
            assertThat(resumed.await(WatchInboxResponse::hasItem).getItem().getRow())
                    .isEqualTo(inbox.row("usr_ann", "thr_a"));
            resumed.cancel();
        }
    }

    private static Map<String, Object> settings(TestPostgres.TestDatabase database) {
        var settings = new HashMap<String, Object>(database.settingsFor("inbox"));
        settings.put("parley.feed.heartbeat", "200ms");
        settings.put("parley.inbox.sweep-interval", "100ms");
        settings.put("datasources.inbox.connection-timeout", 500);
        return settings;
    }
}
