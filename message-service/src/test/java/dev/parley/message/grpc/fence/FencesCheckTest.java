package dev.parley.message.grpc.fence;

import static dev.parley.platform.testing.QuickChecks.assertKeepsTheRules;
import static dev.parley.platform.testing.QuickChecks.id;

import com.google.protobuf.ByteString;
import dev.parley.message.internal.v1.Departure;
import dev.parley.message.internal.v1.Fence;
import dev.parley.message.internal.v1.FenceParticipant;
import dev.parley.message.internal.v1.Gate;
import dev.parley.message.internal.v1.SetFencesRequest;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A request that the quick check accepts satisfies the rules of the proto.
final class FencesCheckTest {

    @Test
    void acceptedRequestsSatisfyTheRules() {
        assertKeepsTheRules(new FencesCheck(), FencesCheckTest::request);
    }

    private static SetFencesRequest request(Random random) {
        var request = SetFencesRequest.newBuilder();
        int fences = random.nextInt(40) == 0 ? 31 + random.nextInt(3) : random.nextInt(3);
        for (int i = 0; i < fences; i++) {
            request.addFences(fences < 3 ? fence(random) : plain(i));
        }
        return request.build();
    }

    private static Fence.Builder plain(int number) {
        return Fence.newBuilder().setThreadId("thr_" + number).setVersion(1).setStatusValue(1);
    }

    private static Fence.Builder fence(Random random) {
        var fence = Fence.newBuilder()
                .setThreadId(id(random, "thr_"))
                .setVersion(random.nextInt(8) - 1)
                .setStatusValue(random.nextInt(5));
        for (int left = random.nextInt(3); left > 0; left--) {
            fence.addParticipants(FenceParticipant.newBuilder()
                    .setUserId(id(random, "usr_"))
                    .setHistoryFromSequence(random.nextInt(8) - 1)
                    .setActorId(actor(random))
                    .setJoinVersion(random.nextInt(8) - 1));
        }
        if (random.nextInt(4) == 0) {
            fence.addDepartures(
                    Departure.newBuilder().setUserId(id(random, "usr_")).setActorId(actor(random)));
        }
        if (random.nextInt(4) == 0) {
            fence.addHiddenSenders(ByteString.copyFrom(new byte[random.nextInt(2) * (374 + random.nextInt(3))]));
        }
        if (random.nextInt(4) == 0) {
            fence.setGate(Gate.newBuilder()
                    .setStateValue(random.nextInt(5))
                    .setRequesterId(id(random, "usr_"))
                    .setMaxOrdinal(random.nextInt(5) - 1));
        }
        return fence;
    }

    private static String actor(Random random) {
        return "x".repeat(random.nextInt(8) == 0 ? 99 + random.nextInt(3) : 0);
    }
}
