package dev.parley.safety.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.parley.platform.wire.RequestRules;
import dev.parley.safety.v1.ScreenSendRequest;
import dev.parley.safety.v1.SendDraft;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What the quick check lets pass keeps the rules of the proto.
final class ScreenCheckTest {

    private static final RequestRules RULES = new RequestRules(List.of());
    private static final ScreenCheck CHECK = new ScreenCheck();
    private static final List<String> ENDS =
            List.of("", "a", "Z9_-", "x".repeat(60), "x".repeat(61), "a b", "a\n", "ä", "a|b");

    @Test
    void whatItLetsPassKeepsTheRules() {
        int passed = 0;
        for (int seed = 0; seed < 2000; seed++) {
            var request = request(new Random(seed));
            if (CHECK.surelyKeepsRules(request)) {
                passed++;
                assertThatCode(() -> RULES.check(request)).as("%s", request).doesNotThrowAnyException();
            }
        }
        assertThat(passed).isBetween(100, 1900);
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

    /// Mostly a good one.
    private static String id(Random random, String prefix) {
        return random.nextInt(4) > 0
                ? prefix + random.nextInt(5)
                : (random.nextInt(8) > 0 ? prefix : "abc_") + ENDS.get(random.nextInt(ENDS.size()));
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
