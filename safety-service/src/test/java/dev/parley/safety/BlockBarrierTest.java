package dev.parley.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.id.UserId;
import dev.parley.platform.backlog.Backlog;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.WireProblems;
import dev.parley.safety.FakeThreadPolicy.Applied;
import dev.parley.safety.block.Block;
import dev.parley.safety.block.BlockId;
import dev.parley.safety.block.BlockStore;
import dev.parley.safety.v1.BlockServiceGrpc;
import dev.parley.safety.v1.BlockServiceGrpc.BlockServiceBlockingStub;
import dev.parley.safety.v1.BlockUserRequest;
import dev.parley.safety.v1.UnblockUserRequest;
import io.grpc.Status.Code;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A block is acknowledged only once it is in force, and a stored block eventually comes into force.
@ExtendWith(SafetyUnderTest.Shared.class)
final class BlockBarrierTest {

    private static final Duration BACKGROUND = Duration.ofSeconds(20);

    private final ServiceUnderTest safety;
    private final FakeThreadPolicy threads;

    BlockBarrierTest(SafetyUnderTest shared) {
        safety = shared.service();
        threads = shared.threads();
    }

    @AfterEach
    void letThreadsBeUp() {
        threads.setDown(false);
        threads.setDisorderly(false);
    }

    @Test
    void acknowledgementWaitsForTheFence() throws Exception {
        int calls = threads.calls();
        var gate = threads.hold();
        var reply = BlockServiceGrpc.newFutureStub(safety.as("usr_b_ann")).blockUser(block("usr_b_ben"));

        await().until(() -> threads.calls() == calls + 1);
        assertThat(threads.newest("usr_b_ann", "usr_b_ben")).isEmpty();
        assertThat(reply.isDone()).isFalse();

        gate.countDown();
        assertThat(reply.get().getBlock().getUserId()).isEqualTo("usr_b_ben");
        assertThat(threads.newest("usr_b_ann", "usr_b_ben")).contains(new Applied(true, 1));
    }

    @Test
    void blockThatCouldNotBeEnforcedIsFinishedInTheBackground() {
        threads.setDown(true);
        WireProblems.assertProblem(
                () -> as("usr_b_cat").blockUser(block("usr_b_dan")), Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE");
        assertThat(threads.newest("usr_b_cat", "usr_b_dan")).isEmpty();

        threads.setDown(false);
        await().atMost(BACKGROUND)
                .until(() -> threads.newest("usr_b_cat", "usr_b_dan").isPresent());
        await().atMost(BACKGROUND).until(() -> isApplied(safety, "usr_b_cat", "usr_b_dan"));
        assertThat(threads.newest("usr_b_cat", "usr_b_dan")).contains(new Applied(true, 1));
    }

    @Test
    void retryEnforcesTheBlock() {
        threads.setDown(true);
        WireProblems.assertProblem(
                () -> as("usr_b_eve").blockUser(block("usr_b_fay")), Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE");
        WireProblems.assertProblem(
                () -> as("usr_b_eve").blockUser(block("usr_b_fay")), Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE");

        threads.setDown(false);
        as("usr_b_eve").blockUser(block("usr_b_fay"));
        assertThat(threads.newest("usr_b_eve", "usr_b_fay")).contains(new Applied(true, 1));
        assertThat(isApplied(safety, "usr_b_eve", "usr_b_fay")).isTrue();
    }

    @Test
    void endThatCouldNotBeEnforcedIsRetried() {
        as("usr_b_gus").blockUser(block("usr_b_hal"));
        threads.setDown(true);
        WireProblems.assertProblem(
                () -> as("usr_b_gus").unblockUser(unblock("usr_b_hal")), Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE");

        threads.setDown(false);
        as("usr_b_gus").unblockUser(unblock("usr_b_hal"));
        assertThat(threads.newest("usr_b_gus", "usr_b_hal")).contains(new Applied(false, 2));
    }

    @Test
    void onlyTheNewestStateIsDeliveredInTheBackground() {
        threads.setDown(true);
        WireProblems.assertProblem(
                () -> as("usr_b_ida").blockUser(block("usr_b_jon")), Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE");
        WireProblems.assertProblem(
                () -> as("usr_b_ida").unblockUser(unblock("usr_b_jon")), Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE");

        threads.setDown(false);
        await().atMost(BACKGROUND).until(() -> isApplied(safety, "usr_b_ida", "usr_b_jon"));
        assertThat(threads.newest("usr_b_ida", "usr_b_jon")).contains(new Applied(false, 2));
    }

    @Test
    void blockThatAStoppedProcessLeftUnfinishedIsFinishedByTheNext() {
        var settings = TestPostgres.database().settingsFor("safety");
        var later = new FakeThreadPolicy();
        later.setDown(true);
        try (var first = ServiceUnderTest.start("safety", settings, later)) {
            WireProblems.assertProblem(
                    () -> as(first, "usr_b_max").blockUser(block("usr_b_nat")),
                    Code.UNAVAILABLE,
                    "DEPENDENCY_UNAVAILABLE");
        }
        later.setDown(false);
        try (var second = ServiceUnderTest.start("safety", settings, later)) {
            await().atMost(BACKGROUND).until(() -> isApplied(second, "usr_b_max", "usr_b_nat"));
        }
        assertThat(later.newest("usr_b_max", "usr_b_nat")).contains(new Applied(true, 1));
    }

    /// No retry can fix a refused fence. An operator sees it, and no other block waits for it.
    @Test
    void blockWithARefusedFenceIsParkedAndHoldsUpNoOther() {
        var blocks = safety.context().getBean(Backlog.class, Qualifiers.byName("safety.block"));
        threads.refuse("usr_b_ola");
        for (String other : List.of("usr_b_pam", "usr_b_quy", "usr_b_rex", "usr_b_sam")) {
            WireProblems.assertProblem(
                    () -> as("usr_b_ola").blockUser(block(other)), Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE");
        }
        threads.setDown(true);
        WireProblems.assertProblem(
                () -> as("usr_b_tom").blockUser(block("usr_b_uma")), Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE");
        threads.setDown(false);
        await().atMost(BACKGROUND).until(() -> isApplied(safety, "usr_b_tom", "usr_b_uma"));
        await().atMost(BACKGROUND).until(() -> blocks.depth().parked() == 4);
        assertThat(blocks.parked("", 10)).allSatisfy(key -> {
            assertThat(key.key()).startsWith("usr_b_ola|");
            assertThat(key.reason()).contains("INVALID_ARGUMENT");
        });

        threads.accept("usr_b_ola");
        for (String other : List.of("usr_b_pam", "usr_b_quy", "usr_b_rex", "usr_b_sam")) {
            as("usr_b_ola").blockUser(block(other));
        }
        assertThat(blocks.depth().parked()).isZero();
    }

    @Test
    void racingBlocksAndEndsConverge() throws Exception {
        threads.setDisorderly(true);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Future<?>>();
            for (int caller = 0; caller < 8; caller++) {
                boolean blocks = caller % 2 == 0;
                calls.add(callers.submit(() -> toggle(blocks, 30)));
            }
            awaitAll(calls);
        }
        var stored = stored(safety, "usr_b_kim", "usr_b_lea");

        assertThat(threads.isContradicted()).isFalse();
        assertThat(stored.isApplied()).isTrue();
        assertThat(threads.newest("usr_b_kim", "usr_b_lea")).contains(new Applied(stored.isActive(), stored.version()));
    }

    private void toggle(boolean blocks, int times) {
        for (int i = 0; i < times; i++) {
            if (blocks) {
                as("usr_b_kim").blockUser(block("usr_b_lea"));
            } else {
                as("usr_b_kim").unblockUser(unblock("usr_b_lea"));
            }
        }
    }

    private static void awaitAll(List<Future<?>> calls) throws ExecutionException, InterruptedException {
        for (Future<?> call : calls) {
            call.get();
        }
    }

    private static boolean isApplied(ServiceUnderTest service, String blocker, String blocked) {
        return stored(service, blocker, blocked).isApplied();
    }

    private static Block stored(ServiceUnderTest service, String blocker, String blocked) {
        var id = new BlockId(new UserId(blocker), new UserId(blocked));
        return service.bean(BlockStore.class).find(id).orElseThrow();
    }

    private BlockServiceBlockingStub as(String user) {
        return as(safety, user);
    }

    private static BlockServiceBlockingStub as(ServiceUnderTest service, String user) {
        return BlockServiceGrpc.newBlockingStub(service.as(user));
    }

    private static BlockUserRequest block(String user) {
        return BlockUserRequest.newBuilder().setUserId(user).build();
    }

    private static UnblockUserRequest unblock(String user) {
        return UnblockUserRequest.newBuilder().setUserId(user).build();
    }
}
