package dev.parley.safety;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.WireProblems;
import dev.parley.safety.v1.Block;
import dev.parley.safety.v1.BlockServiceGrpc;
import dev.parley.safety.v1.BlockServiceGrpc.BlockServiceBlockingStub;
import dev.parley.safety.v1.BlockUserRequest;
import dev.parley.safety.v1.BlockUserResponse;
import dev.parley.safety.v1.ListBlocksRequest;
import dev.parley.safety.v1.UnblockUserRequest;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SafetyUnderTest.Shared.class)
final class BlockServiceTest {

    private final ServiceUnderTest safety;
    private final FakeThreadPolicy threads;

    BlockServiceTest(SafetyUnderTest shared) {
        safety = shared.service();
        threads = shared.threads();
    }

    @Test
    void blockIsInForceAndListed() {
        BlockUserResponse response = as("usr_ann").blockUser(block("usr_ben"));
        Block block = response.getBlock();

        assertThat(block.getUserId()).isEqualTo("usr_ben");
        assertThat(Timestamps.isValid(block.getCreateTime())).isTrue();
        assertThat(block.hasCreateTime()).isTrue();
        assertThat(threads.newest("usr_ann", "usr_ben")).contains(new FakeThreadPolicy.Applied(true, 1));
        assertThat(response.getConsistencyToken()).isEqualTo(FakeThreadPolicy.token("usr_ann", "usr_ben", 1));
        assertThat(list("usr_ann")).containsExactly(block);
        assertThat(list("usr_ben")).isEmpty();
    }

    @Test
    void repeatedBlockReturnsTheFirstResultAndPushesNothing() {
        BlockUserResponse first = as("usr_cat").blockUser(block("usr_dan"));
        int calls = threads.calls();

        assertThat(as("usr_cat").blockUser(block("usr_dan"))).isEqualTo(first);
        assertThat(threads.calls()).isEqualTo(calls);
    }

    @Test
    void blockEndsAndBeginsAgain() {
        Block first = as("usr_eve").blockUser(block("usr_fay")).getBlock();
        String token = as("usr_eve").unblockUser(unblock("usr_fay")).getConsistencyToken();

        assertThat(token).isEqualTo(FakeThreadPolicy.token("usr_eve", "usr_fay", 2));
        assertThat(list("usr_eve")).isEmpty();
        assertThat(threads.newest("usr_eve", "usr_fay")).contains(new FakeThreadPolicy.Applied(false, 2));

        Block second = as("usr_eve").blockUser(block("usr_fay")).getBlock();
        assertThat(Timestamps.compare(second.getCreateTime(), first.getCreateTime()))
                .isPositive();
        assertThat(list("usr_eve")).containsExactly(second);
        assertThat(threads.newest("usr_eve", "usr_fay")).contains(new FakeThreadPolicy.Applied(true, 3));
    }

    @Test
    void unblockWithoutABlockChangesNothing() {
        int calls = threads.calls();
        String token = as("usr_gus").unblockUser(unblock("usr_hal")).getConsistencyToken();
        assertThat(token).isNotEmpty();
        assertThat(ConsistencyTokens.read(List.of(token))).isEmpty();
        assertThat(threads.calls()).isEqualTo(calls);

        as("usr_gus").blockUser(block("usr_hal"));
        as("usr_gus").unblockUser(unblock("usr_hal"));
        as("usr_gus").unblockUser(unblock("usr_hal"));
        assertThat(threads.newest("usr_gus", "usr_hal")).contains(new FakeThreadPolicy.Applied(false, 2));
        assertThat(threads.calls()).isEqualTo(calls + 2);
    }

    /// As an older thread-service responds for two users who share no thread, and as older rows are.
    @Test
    void everyWriteReturnsATokenThatReadsAccept() {
        threads.setWordless(true);
        try {
            String blocked = as("usr_gil").blockUser(block("usr_hab")).getConsistencyToken();
            String unblocked = as("usr_gil").unblockUser(unblock("usr_hab")).getConsistencyToken();
            assertThat(List.of(blocked, unblocked)).doesNotContain("");
            assertThat(ConsistencyTokens.read(List.of(blocked, unblocked))).isEmpty();
        } finally {
            threads.setWordless(false);
        }
    }

    @Test
    void blocksInBothDirectionsAreIndependent() {
        as("usr_ida").blockUser(block("usr_jon"));
        as("usr_jon").blockUser(block("usr_ida"));
        as("usr_ida").unblockUser(unblock("usr_jon"));

        assertThat(list("usr_ida")).isEmpty();
        assertThat(list("usr_jon")).extracting(Block::getUserId).containsExactly("usr_ida");
    }

    @Test
    void blockOfOneselfIsRefused() {
        WireProblems.assertProblem(
                () -> as("usr_kim").blockUser(block("usr_kim")), Code.INVALID_ARGUMENT, "SELF_NOT_ALLOWED");
        WireProblems.assertProblem(
                () -> as("usr_kim").unblockUser(unblock("usr_kim")), Code.INVALID_ARGUMENT, "SELF_NOT_ALLOWED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bob", "usr_", "usr_b|c", "usr_ b"})
    void malformedUserIdIsRefused(String userId) {
        WireProblems.assertProblem(
                () -> as("usr_lea").blockUser(block(userId)), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        WireProblems.assertProblem(
                () -> as("usr_lea").unblockUser(unblock(userId)), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
    }

    @Test
    void pagesGoFromTheNewestToTheOldest() {
        List<String> blocked = IntStream.range(0, 7).mapToObj(i -> "usr_m" + i).toList();
        blocked.forEach(user -> as("usr_max").blockUser(block(user)));
        as("usr_max").unblockUser(unblock("usr_m3"));

        var sizes = new ArrayList<Integer>();
        var listed = new ArrayList<String>();
        String token = "";
        do {
            var page = as("usr_max").listBlocks(page(2, token));
            sizes.add(page.getBlocksCount());
            page.getBlocksList().forEach(block -> listed.add(block.getUserId()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(sizes).containsExactly(2, 2, 2);
        assertThat(listed).containsExactly("usr_m6", "usr_m5", "usr_m4", "usr_m2", "usr_m1", "usr_m0");
        assertThat(as("usr_max").listBlocks(page(1000, "")).getBlocksCount()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "+294277-01-01T00:00:00Z", "-1000000000-01-01T00:00:00Z"})
    void forgedTokenIsRefused(String time) {
        String token = PageTokens.write("ListBlocks|usr_ivy", time, "usr_max");

        WireProblems.assertProblem(
                () -> as("usr_ivy").listBlocks(page(1, token)), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
    }

    @Test
    void tokenOfAnotherUserIsRefused() {
        List.of("usr_n1", "usr_n2").forEach(user -> as("usr_nat").blockUser(block(user)));
        String token = as("usr_nat").listBlocks(page(1, "")).getNextPageToken();

        assertThat(token).isNotEmpty();
        WireProblems.assertProblem(
                () -> as("usr_oli").listBlocks(page(1, token)), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
        WireProblems.assertProblem(
                () -> as("usr_nat").listBlocks(page(1, "x" + token)), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
    }

    @Test
    void negativePageSizeIsRefused() {
        WireProblems.assertProblem(
                () -> as("usr_pam").listBlocks(page(-1, "")), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
    }

    @Test
    void callsNeedAUser() {
        var service = BlockServiceGrpc.newBlockingStub(safety.asService("message-service", "safety.screen"));
        WireProblems.assertProblem(() -> service.blockUser(block("usr_bob")), Code.PERMISSION_DENIED, "SCOPE_MISSING");
        var nobody = BlockServiceGrpc.newBlockingStub(safety.channel());
        WireProblems.assertProblem(() -> nobody.listBlocks(page(0, "")), Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");
    }

    private BlockServiceBlockingStub as(String user) {
        return BlockServiceGrpc.newBlockingStub(safety.as(user));
    }

    private List<Block> list(String user) {
        return as(user).listBlocks(page(0, "")).getBlocksList();
    }

    private static BlockUserRequest block(String user) {
        return BlockUserRequest.newBuilder().setUserId(user).build();
    }

    private static UnblockUserRequest unblock(String user) {
        return UnblockUserRequest.newBuilder().setUserId(user).build();
    }

    private static ListBlocksRequest page(int size, String token) {
        return ListBlocksRequest.newBuilder()
                .setPageSize(size)
                .setPageToken(token)
                .build();
    }
}
