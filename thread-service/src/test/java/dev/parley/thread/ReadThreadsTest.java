package dev.parley.thread;

import static dev.parley.thread.ThreadWorld.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.thread.internal.v1.ReportThreadsRequest;
import dev.parley.thread.internal.v1.ReportThreadsResponse;
import dev.parley.thread.internal.v1.ThreadReportServiceGrpc;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class ReportThreadsTest {

    private static final ThreadWorld WORLD = new ThreadWorld();

    @AfterAll
    static void stop() {
        WORLD.close();
    }

    @Test
    void inboxThatLostThreadsGetsThemAgain() {
        String owner = user("owner");
        var threads = IntStream.range(0, 12)
                .mapToObj(i -> WORLD.group(owner, user("guest")).getThreadId())
                .toList();
        threads.forEach(thread -> await().atMost(Duration.ofSeconds(10))
                .until(() -> WORLD.inboxes.find(thread).isPresent()));
        var before = threads.stream()
                .map(thread -> WORLD.inboxes.find(thread).orElseThrow())
                .toList();
        threads.forEach(WORLD.inboxes::lose);

        int reported = 0;
        String token = "";
        var stub = ThreadReportServiceGrpc.newBlockingStub(WORLD.service.asService("inbox", "thread.report"));
        do {
            ReportThreadsResponse page = stub.reportThreads(ReportThreadsRequest.newBuilder()
                    .setPageSize(5)
                    .setPageToken(token)
                    .build());
            reported += page.getThreadCount();
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(reported).isEqualTo(12);
        for (int i = 0; i < 12; i++) {
            String thread = threads.get(i);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> WORLD.inboxes.find(thread).isPresent());
            assertThat(WORLD.inboxes.find(thread)).contains(before.get(i));
        }
    }
}
