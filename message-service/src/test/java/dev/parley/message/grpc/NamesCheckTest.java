package dev.parley.message.grpc;

import static dev.parley.platform.testing.QuickChecks.assertKeepsTheRules;
import static dev.parley.platform.testing.QuickChecks.id;

import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.MessageName;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What the quick check lets pass keeps the rules of the proto.
final class NamesCheckTest {

    @Test
    void whatItLetsPassKeepsTheRules() {
        assertKeepsTheRules(new NamesCheck(), NamesCheckTest::request);
    }

    private static BatchGetMessagesRequest request(Random random) {
        var request = BatchGetMessagesRequest.newBuilder();
        int names = random.nextInt(3);
        for (int name = 0; name < names; name++) {
            request.addNames(name(id(random, "thr_"), id(random, "msg_")));
        }
        if (names > 0 && random.nextInt(4) == 0) {
            for (int more = 196 + random.nextInt(8); names < more; names++) {
                request.addNames(name("thr_a", "msg_" + names));
            }
        }
        return request.build();
    }

    private static MessageName.Builder name(String thread, String message) {
        return MessageName.newBuilder().setThreadId(thread).setMessageId(message);
    }
}
