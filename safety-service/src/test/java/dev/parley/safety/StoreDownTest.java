package dev.parley.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.platform.testing.CuttablePort;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.WireProblems;
import dev.parley.safety.v1.BlockServiceGrpc;
import dev.parley.safety.v1.BlockServiceGrpc.BlockServiceBlockingStub;
import dev.parley.safety.v1.BlockUserRequest;
import dev.parley.safety.v1.Decision;
import dev.parley.safety.v1.ListBlocksRequest;
import dev.parley.safety.v1.ScreenSendRequest;
import dev.parley.safety.v1.ScreeningServiceGrpc;
import dev.parley.safety.v1.SendDraft;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.HashMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StoreDownTest {

    private CuttablePort port;
    private ServiceUnderTest safety;

    @BeforeEach
    void start() {
        var database = TestPostgres.database();
        port = CuttablePort.to(database.port());
        var settings = new HashMap<>(database.through(port.port()).settingsFor("safety"));
        settings.put("parley.safety.pair-cache-age", "1m");
        settings.put("datasources.safety.connection-timeout", 300);
        safety = ServiceUnderTest.start("safety", settings, new FakeThreadPolicy());
    }

    @AfterEach
    void stop() {
        port.restore();
        safety.close();
        port.close();
    }

    @Test
    void callsAreUnavailableUntilTheStoreIsBack() {
        blocks().blockUser(block());
        port.cut();
        assertUnavailable(() -> blocks().listBlocks(ListBlocksRequest.getDefaultInstance()));
        assertUnavailable(() -> blocks().blockUser(block()));

        port.restore();
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> blocks().listBlocks(ListBlocksRequest.getDefaultInstance())
                                .getBlocksCount()
                        == 1);
    }

    @Test
    void knownPairsAreScreenedWithoutTheStore() {
        blocks().blockUser(block());
        assertThat(decisionBetween("usr_ann", "usr_ben")).isEqualTo(Decision.DECISION_REFUSE);
        assertThat(decisionBetween("usr_ann", "usr_cat")).isEqualTo(Decision.DECISION_ALLOW);

        port.cut();
        assertThat(decisionBetween("usr_ben", "usr_ann")).isEqualTo(Decision.DECISION_REFUSE);
        assertThat(decisionBetween("usr_ann", "usr_cat")).isEqualTo(Decision.DECISION_ALLOW);
        assertThat(decisionBetween("usr_ann", "")).isEqualTo(Decision.DECISION_ALLOW);
        assertUnavailable(() -> decisionBetween("usr_ann", "usr_dan"));
    }

    private static void assertUnavailable(ThrowingCallable call) {
        var failure = WireProblems.assertProblem(call, Code.UNAVAILABLE, "STORE_UNAVAILABLE");
        assertThat(WireProblems.retryInfo(failure).hasRetryDelay()).isTrue();
    }

    private Decision decisionBetween(String sender, String counterpart) {
        var draft = SendDraft.newBuilder()
                .setThreadId("thr_1")
                .setSenderId(sender)
                .setCounterpartId(counterpart)
                .setText("Hello");
        return ScreeningServiceGrpc.newBlockingStub(safety.asService("message-service", "safety.screen"))
                .screenSend(ScreenSendRequest.newBuilder().addDrafts(draft).build())
                .getVerdicts(0)
                .getDecision();
    }

    private BlockServiceBlockingStub blocks() {
        return BlockServiceGrpc.newBlockingStub(safety.as("usr_ann"));
    }

    private static BlockUserRequest block() {
        return BlockUserRequest.newBuilder().setUserId("usr_ben").build();
    }
}
