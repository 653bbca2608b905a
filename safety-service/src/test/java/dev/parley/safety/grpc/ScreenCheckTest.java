package dev.parley.safety.grpc;

import static dev.parley.platform.testing.QuickChecks.assertKeepsTheRules;
import static dev.parley.platform.testing.QuickChecks.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.safety.v1.ScreenSendRequest;
import dev.parley.safety.v1.SendDraft;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What the quick check lets pass keeps the rules of the proto.
final class ScreenCheckTest {

    private static final ScreenCheck CHECK = new ScreenCheck();

    @Test
    void whatItLetsPassKeepsTheRules() {
        assertKeepsTheRules(CHECK, ScreenCheckTest::request);
    }

    @Test
    void itKnowsTheBoundsOfABatch() {
        assertThat(CHECK.surelyKeepsRules(batch(1))).isTrue();
        assertThat(CHECK.surelyKeepsRules(batch(256))).isTrue();
        assertThat(CHECK.surelyKeepsRules(batch(0))).isFalse();
        assertThat(CHECK.surelyKeepsRules(batch(257))).isFalse();
    }

    private static ScreenSendRequest request(Random random) {
        var request = ScreenSendRequest.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            request.addDrafts(SendDraft.newBuilder()
                    .setThreadId(id(random, "thr_"))
                    .setSenderId(id(random, "usr_"))
                    .setCounterpartId(random.nextInt(3) == 0 ? "" : id(random, "usr_"))
                    .setText("x".repeat(random.nextInt(8) == 0 ? 19_999 + random.nextInt(3) : random.nextInt(9))));
        }
        return request.build();
    }

    private static ScreenSendRequest batch(int drafts) {
        var draft = SendDraft.newBuilder()
                .setThreadId("thr_a")
                .setSenderId("usr_a")
                .setText("Hello")
                .build();
        return ScreenSendRequest.newBuilder()
                .addAllDrafts(Collections.nCopies(drafts, draft))
                .build();
    }
}
