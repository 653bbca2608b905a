package dev.parley.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.platform.application.ShiftedClock;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.wire.WireTime;
import dev.parley.safety.internal.v1.Decision;
import dev.parley.safety.internal.v1.ScreenSendRequest;
import dev.parley.safety.internal.v1.SendDraft;
import dev.parley.safety.internal.v1.SendScreenServiceGrpc;
import dev.parley.safety.v1.BlockServiceGrpc;
import dev.parley.safety.v1.BlockServiceGrpc.BlockServiceBlockingStub;
import dev.parley.safety.v1.BlockUserRequest;
import dev.parley.safety.v1.ListBlocksRequest;
import dev.parley.safety.v1.UnblockUserRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two replicas of the service on one store.
@ExtendWith(SafetyUnderTest.Shared.class)
final class TwoReplicasTest {

    private final SafetyUnderTest shared;

    TwoReplicasTest(SafetyUnderTest shared) {
        this.shared = shared;
    }

    @Test
    void unblockOnOneReplicaTakesEffectOnTheOther() {
        try (var other = ServiceUnderTest.start("safety", shared.database().settingsFor("safety"), shared.threads())) {
            ServiceUnderTest one = shared.service();
            blocks(one)
                    .blockUser(
                            BlockUserRequest.newBuilder().setUserId("usr_t_ben").build());
            assertThat(decisionOf(one)).isEqualTo(Decision.DECISION_REFUSE);
            assertThat(decisionOf(other)).isEqualTo(Decision.DECISION_REFUSE);

            blocks(one)
                    .unblockUser(UnblockUserRequest.newBuilder()
                            .setUserId("usr_t_ben")
                            .build());
            assertThat(decisionOf(other)).isEqualTo(Decision.DECISION_ALLOW);
            assertThat(decisionOf(one)).isEqualTo(Decision.DECISION_ALLOW);
            assertThat(blocks(other)
                            .listBlocks(ListBlocksRequest.getDefaultInstance())
                            .getBlocksList())
                    .isEmpty();
        }
    }

    @Test
    void timesAreThoseOfTheStore() {
        var settings = new HashMap<>(shared.database().settingsFor("safety"));
        settings.put(ShiftedClock.AHEAD, "20m");
        try (var ahead = ServiceUnderTest.start("safety", settings, shared.threads())) {
            var made = BlockServiceGrpc.newBlockingStub(ahead.as("usr_t_dan"))
                    .blockUser(
                            BlockUserRequest.newBuilder().setUserId("usr_t_cat").build());
            assertThat(WireTime.toInstant(made.getBlock().getCreateTime()))
                    .isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
        }
    }

    private static BlockServiceBlockingStub blocks(ServiceUnderTest replica) {
        return BlockServiceGrpc.newBlockingStub(replica.as("usr_t_ann"));
    }

    private static Decision decisionOf(ServiceUnderTest replica) {
        var draft = SendDraft.newBuilder()
                .setThreadId("thr_1")
                .setSenderId("usr_t_ben")
                .setCounterpartId("usr_t_ann")
                .setText("Hello");
        return SendScreenServiceGrpc.newBlockingStub(replica.asService("message-service", "safety.screen"))
                .screenSend(ScreenSendRequest.newBuilder().addDrafts(draft).build())
                .getVerdicts(0)
                .getDecision();
    }
}
