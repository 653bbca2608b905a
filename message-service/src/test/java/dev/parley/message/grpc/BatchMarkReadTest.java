package dev.parley.message.grpc;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.parley.message.v1.BatchMarkReadRequest;
import dev.parley.message.v1.BatchMarkReadResponse;
import dev.parley.message.v1.MarkReadRequest;
import dev.parley.message.v1.MarkReadResult;
import io.grpc.Status.Code;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningService.class)
final class BatchMarkReadTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";
    private static final int MOST = 100;
    private static final Wire WIRE = Wire.shared();

    @Test
    void eachReadGetsAResultInOrder() throws InvalidProtocolBufferException {
        String two = threadOf(2);
        String one = threadOf(1);
        String foreign = WIRE.thread(ALICE, "usr_carol");

        var results = mark(read(two, 2), read(foreign, 1), read(one, 2), read(one, 1), read(two, 1));

        assertThat(results.get(0).getRead().getCursor().getReadSequence()).isEqualTo(2);
        assertThat(results.get(0).getRead().getConsistencyToken()).isNotEmpty();
        assertThat(reason(results.get(1).getError())).isEqualTo("THREAD_ACCESS_DENIED");
        assertThat(reason(results.get(2).getError())).isEqualTo("SEQUENCE_BEYOND_HEAD");
        assertThat(results.get(3).getRead().getCursor().getReadSequence()).isEqualTo(1);
        assertThat(results.get(4).getRead().getCursor().getReadSequence())
                .as("a cursor never moves back")
                .isEqualTo(2);
    }

    @Test
    void batchIsBounded() {
        String thread = threadOf(1);
        var most = IntStream.range(0, MOST).mapToObj(i -> read(thread, 1)).toArray(MarkReadRequest[]::new);
        assertThat(mark(most)).hasSize(MOST).allMatch(MarkReadResult::hasRead);
        var more = IntStream.rangeClosed(0, MOST).mapToObj(i -> read(thread, 1)).toArray(MarkReadRequest[]::new);
        assertProblem(() -> mark(more), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        assertProblem(() -> mark(), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        assertProblem(() -> mark(read(thread, 0)), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
    }

    private static String threadOf(int messages) {
        String thread = WIRE.thread(ALICE, BOB);
        for (int i = 1; i <= messages; i++) {
            WIRE.send(ALICE, thread, "Message " + i);
        }
        return thread;
    }

    private static MarkReadRequest read(String thread, long sequence) {
        return MarkReadRequest.newBuilder()
                .setThreadId(thread)
                .setSequence(sequence)
                .build();
    }

    private static List<MarkReadResult> mark(MarkReadRequest... reads) {
        BatchMarkReadResponse response = WIRE.receiptsAs(BOB)
                .batchMarkRead(BatchMarkReadRequest.newBuilder()
                        .addAllReads(List.of(reads))
                        .build());
        return response.getResultsList();
    }

    private static String reason(Status status) throws InvalidProtocolBufferException {
        return status.getDetails(0).unpack(ErrorInfo.class).getReason();
    }
}
