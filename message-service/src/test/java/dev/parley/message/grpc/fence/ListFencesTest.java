package dev.parley.message.grpc.fence;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.grpc.RunningService;
import dev.parley.message.grpc.Wire;
import dev.parley.message.internal.v1.ListFencesRequest;
import dev.parley.message.internal.v1.ListFencesResponse;
import dev.parley.message.internal.v1.StoredFence;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningService.class)
final class ListFencesTest {

    private static final Wire WIRE = Wire.shared();

    @Test
    void pagesContainEachFenceOnceWithItsVersion() {
        String one = WIRE.thread("usr_alice", "usr_bob");
        String two = WIRE.thread("usr_alice", "usr_bob");
        WIRE.fence(two, 7, "usr_alice", "usr_bob");

        List<StoredFence> all = new ArrayList<>();
        var request = ListFencesRequest.newBuilder().setPageSize(2);
        ListFencesResponse page;
        do {
            page = WIRE.fences().listFences(request.build());
            assertThat(page.getFencesList()).hasSizeLessThanOrEqualTo(2);
            all.addAll(page.getFencesList());
            request.setPageToken(page.getNextPageToken());
        } while (!page.getNextPageToken().isEmpty());

        assertThat(all).extracting(StoredFence::getThreadId).doesNotHaveDuplicates();
        assertThat(all).isSortedAccordingTo(Comparator.comparing(StoredFence::getThreadId));
        assertThat(all)
                .contains(
                        StoredFence.newBuilder().setThreadId(one).setVersion(1).build(),
                        StoredFence.newBuilder().setThreadId(two).setVersion(7).build());
    }

    @Test
    void tokenThatNoPageGaveIsRefused() {
        var request = ListFencesRequest.newBuilder().setPageToken("damaged").build();
        assertProblem(() -> WIRE.fences().listFences(request), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
    }
}
