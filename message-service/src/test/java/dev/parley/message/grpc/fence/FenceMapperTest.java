package dev.parley.message.grpc.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.internal.v1.Fence;
import org.junit.jupiter.api.Test;

/// Safe mode is on until a fence says that it is off.
final class FenceMapperTest {

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
