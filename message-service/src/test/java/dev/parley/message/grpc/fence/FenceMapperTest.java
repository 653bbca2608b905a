package dev.parley.message.grpc.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.fence.Standing;
import dev.parley.message.internal.v1.Fence;
import dev.parley.message.internal.v1.FenceParticipant;
import dev.parley.message.internal.v1.FenceStatus;
import org.junit.jupiter.api.Test;

/// How fences of older and newer thread services are read.
final class FenceMapperTest {

    @Test
    void unknownFieldInAnyPartClosesWritingAndChangesNothingElse() {
        var open = Fence.newBuilder()
                .setThreadId("thr_a")
                .setVersion(1)
                .setStatus(FenceStatus.FENCE_STATUS_OPEN)
                .addParticipants(FenceParticipant.newBuilder().setUserId("usr_alice"));
        var known = FenceMapper.toFence(open.build());
        assertThat(known.standing().status()).isEqualTo(Standing.Status.OPEN);
        for (Fence newer : UnknownParts.of(open)) {
            var read = FenceMapper.toFence(newer);
            assertThat(read.standing())
                    .as("%s", newer)
                    .isEqualTo(known.standing().withStatus(Standing.Status.UNKNOWN));
            assertThat(read.participants()).isEqualTo(known.participants());
        }
    }

    @Test
    void safeModeIsOnUnlessTheFenceSaysOff() {
        var fence = Fence.newBuilder().setThreadId("thr_a").setVersion(1).setStatusValue(1);
        assertThat(FenceMapper.toFence(fence.build()).standing().safeMode()).isTrue();
        assertThat(FenceMapper.toFence(fence.setSafeMode(true).build())
                        .standing()
                        .safeMode())
                .isTrue();
        assertThat(FenceMapper.toFence(fence.setSafeMode(false).build())
                        .standing()
                        .safeMode())
                .isFalse();
    }
}
