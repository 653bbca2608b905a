package dev.parley.inbox.grpc;

import static dev.parley.platform.testing.QuickChecks.assertKeepsTheRules;
import static dev.parley.platform.testing.QuickChecks.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.parley.inbox.internal.v1.ApplyHeadsRequest;
import dev.parley.inbox.internal.v1.CursorMove;
import dev.parley.inbox.internal.v1.HiddenOrdinal;
import dev.parley.inbox.internal.v1.NewestMessage;
import dev.parley.inbox.internal.v1.ThreadHead;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Every request that the quick check accepts satisfies the rules of the proto.
final class HeadsCheckTest {

    private static final HeadsCheck CHECK = new HeadsCheck();

    @Test
    void acceptedRequestsSatisfyTheRules() {
        assertKeepsTheRules(CHECK, HeadsCheckTest::request);
    }

    @Test
    void batchBoundsAreChecked() {
        assertThat(CHECK.surelyKeepsRules(batch(1, 0))).isTrue();
        assertThat(CHECK.surelyKeepsRules(batch(512, 2))).isTrue();
        assertThat(CHECK.surelyKeepsRules(batch(1, 1000))).isTrue();
        assertThat(CHECK.surelyKeepsRules(batch(0, 0))).isFalse();
        assertThat(CHECK.surelyKeepsRules(batch(513, 0))).isFalse();
        assertThat(CHECK.surelyKeepsRules(batch(1, 1001))).isFalse();
    }

    private static ApplyHeadsRequest request(Random random) {
        var request = ApplyHeadsRequest.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            var head = ThreadHead.newBuilder()
                    .setThreadId(id(random, "thr_"))
                    .setSequence(random.nextInt(20) - 1)
                    .setOrdinal(random.nextInt(20) - 1);
            if (random.nextBoolean()) {
                head.setNewest(newest(random));
            }
            if (random.nextBoolean()) {
                head.addCursorMoves(CursorMove.newBuilder()
                        .setUserId(id(random, "usr_"))
                        .setReadSequence(random.nextInt(20) - 1)
                        .setReadOrdinal(random.nextInt(20) - 1)
                        .setVersion(random.nextInt(20))
                        .setJoinVersion(random.nextInt(20) - 1));
            }
            if (random.nextInt(3) == 0) {
                head.addHiddenOrdinals(HiddenOrdinal.newBuilder()
                        .setUserId(random.nextBoolean() ? "" : id(random, "usr_"))
                        .setOrdinal(random.nextInt(20))
                        .setVersion(random.nextInt(20)));
            }
            request.addHeads(head);
        }
        return request.build();
    }

    private static NewestMessage newest(Random random) {
        var newest = NewestMessage.newBuilder()
                .setMessageId(id(random, "msg_"))
                .setSequence(random.nextInt(20))
                .setSenderId(id(random, "usr_"));
        if (random.nextInt(4) > 0) {
            newest.setCreateTime(Timestamp.getDefaultInstance());
        }
        return newest.build();
    }

    private static ApplyHeadsRequest batch(int heads, int moves) {
        List<CursorMove> all = IntStream.range(0, moves)
                .mapToObj(i -> CursorMove.newBuilder()
                        .setUserId("usr_" + i)
                        .setReadSequence(1)
                        .setVersion(1)
                        .build())
                .toList();
        return ApplyHeadsRequest.newBuilder()
                .addAllHeads(IntStream.range(0, heads)
                        .mapToObj(i -> ThreadHead.newBuilder()
                                .setThreadId("thr_" + i)
                                .addAllCursorMoves(all)
                                .build())
                        .toList())
                .build();
    }
}
