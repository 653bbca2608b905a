package dev.parley.thread;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.thread.ThreadWorld.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.inbox.internal.v1.ThreadChange;
import dev.parley.thread.internal.v1.ReadThreadsRequest;
import dev.parley.thread.internal.v1.ReadThreadsResponse;
import dev.parley.thread.internal.v1.ThreadReportServiceGrpc;
import dev.parley.thread.internal.v1.ThreadReportServiceGrpc.ThreadReportServiceBlockingStub;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The threads are read in the form in which they are reported to the inbox.
final class ReadThreadsTest {

    private static final ThreadWorld WORLD = new ThreadWorld();
    private static final ThreadReportServiceBlockingStub STUB =
            ThreadReportServiceGrpc.newBlockingStub(WORLD.service.asService("inbox", "thread.report"));

    @AfterAll
    static void stop() {
        WORLD.close();
    }

    @Test
    void pagesHaveAllThreadsOrThoseOfAUserAsTheInboxGotThem() {
        String owner = user("owner");
        String guest = user("guest");
        List<String> threads = IntStream.range(0, 12)
                .mapToObj(i -> WORLD.group(owner, i < 5 ? guest : user("other")).getThreadId())
                .sorted()
                .toList();
        List<ThreadChange> reported =
                threads.stream().map(ReadThreadsTest::reported).toList();

        assertThat(pages("", 5))
                .containsAll(reported)
                .isSortedAccordingTo((a, b) -> a.getThreadId().compareTo(b.getThreadId()));
        assertThat(pages(owner, 5)).isEqualTo(reported);
        assertThat(pages(guest, 2)).hasSize(5);
        assertThat(pages(user("stranger"), 2)).isEmpty();
        assertThat(STUB.readThreads(ReadThreadsRequest.newBuilder()
                                .addThreadIds(threads.get(7))
                                .addThreadIds("thr_unknown")
                                .build())
                        .getThreadsList())
                .containsExactly(reported.get(7));
    }

    private static ThreadChange reported(String thread) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> WORLD.inboxes.find(thread).isPresent());
        return WORLD.inboxes.find(thread).orElseThrow();
    }

    private static List<ThreadChange> pages(String user, int size) {
        var all = new ArrayList<ThreadChange>();
        String token = "";
        do {
            ReadThreadsResponse page = STUB.readThreads(ReadThreadsRequest.newBuilder()
                    .setUserId(user)
                    .setPageSize(size)
                    .setPageToken(token)
                    .build());
            assertThat(page.getThreadsCount()).isLessThanOrEqualTo(size);
            all.addAll(page.getThreadsList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return all;
    }

    @Test
    void queryIsChecked() {
        assertProblem(
                () -> STUB.readThreads(ReadThreadsRequest.newBuilder()
                        .setUserId(user("a"))
                        .addThreadIds("thr_a")
                        .build()),
                Code.INVALID_ARGUMENT,
                "REQUEST_INVALID");
        assertProblem(
                () -> STUB.readThreads(
                        ReadThreadsRequest.newBuilder().setPageToken("x").build()),
                Code.INVALID_ARGUMENT,
                "PAGE_TOKEN_INVALID");
    }
}
