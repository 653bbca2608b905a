package dev.parley.message.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.MessageName;
import dev.parley.platform.wire.RequestRules;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NamesCheckTest {

    private static final NamesCheck CHECK = new NamesCheck();
    private static final RequestRules RULES = new RequestRules(List.of());
    private static final List<String> ENDS = List.of("", "1", "aZ_-9", "x".repeat(60), "x".repeat(61), "a b", "é");

    @Test
    void whatItLetsPassKeepsTheRules() {
        var random = new Random(11);
        int passed = 0;
        for (int round = 0; round < 2_000; round++) {
            var request = BatchGetMessagesRequest.newBuilder();
            int names = random.nextInt(3) == 0 ? random.nextInt(202) : random.nextInt(3);
            boolean good = random.nextBoolean();
            for (int name = 0; name < names; name++) {
                request.addNames(MessageName.newBuilder()
                        .setThreadId((good || random.nextInt(9) > 0 ? "thr_" : "") + end(random, good))
                        .setMessageId((good || random.nextInt(9) > 0 ? "msg_" : "") + end(random, good)));
            }
            if (CHECK.surelyKeepsRules(request.build())) {
                passed++;
                assertThatCode(() -> RULES.check(request.build())).doesNotThrowAnyException();
            }
        }
        assertThat(passed).isBetween(500, 1_500);
    }

    private static String end(Random random, boolean good) {
        return good ? ENDS.get(1 + random.nextInt(3)) : ENDS.get(random.nextInt(ENDS.size()));
    }
}
