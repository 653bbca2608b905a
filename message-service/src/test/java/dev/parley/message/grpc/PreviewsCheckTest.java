package dev.parley.message.grpc;

import static dev.parley.platform.testing.QuickChecks.assertKeepsTheRules;
import static dev.parley.platform.testing.QuickChecks.id;

import dev.parley.message.internal.v1.GetPreviewsRequest;
import dev.parley.message.internal.v1.PreviewQuery;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A request that the quick check accepts satisfies the rules of the proto.
final class PreviewsCheckTest {

    @Test
    void acceptedRequestsSatisfyTheRules() {
        assertKeepsTheRules(new PreviewsCheck(), PreviewsCheckTest::request);
    }

    private static GetPreviewsRequest request(Random random) {
        var request = GetPreviewsRequest.newBuilder();
        int queries = random.nextInt(3);
        for (int i = 0; i < queries; i++) {
            request.addQueries(query(random));
        }
        if (queries > 0 && random.nextInt(4) == 0) {
            for (int more = 196 + random.nextInt(8); queries < more; queries++) {
                request.addQueries(PreviewQuery.newBuilder()
                        .setThreadId("thr_a")
                        .setMessageId("msg_" + queries)
                        .addUserIds("usr_a"));
            }
        }
        return request.build();
    }

    private static PreviewQuery query(Random random) {
        var query = PreviewQuery.newBuilder().setThreadId(id(random, "thr_")).setMessageId(id(random, "msg_"));
        int users = random.nextInt(8) == 0 ? 298 + random.nextInt(5) : random.nextInt(3);
        for (int i = 0; i < users; i++) {
            query.addUserIds(users < 3 ? id(random, "usr_") : "usr_" + i);
        }
        return query.build();
    }
}
