package dev.parley.message.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.ListMessagesRequest;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageRef;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.platform.testing.RecordedStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A page of the largest texts stays below the 4 MB that a client accepts, and the next one continues it.
@ExtendWith(RunningService.class)
final class LargePagesTest {

    private static final int TEXTS = 200;
    private static final int MOST_BYTES = 3_000_000;
    private static final Wire WIRE = Wire.shared();
    private static final String THREAD = WIRE.thread("usr_alice", "usr_bob");

    private static List<SendMessagesResponse> sent = List.of();

    @BeforeAll
    static void send() {
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        var sends = WIRE.asyncAs("usr_alice").sendMessages(results);
        for (int i = 0; i < TEXTS; i++) {
            sends.onNext(SendMessagesRequest.newBuilder()
                    .setSend(Wire.text(THREAD, "🎉".repeat(10_000)))
                    .build());
        }
        sends.onCompleted();
        assertThat(results.awaitEnd()).isNull();
        sent = results.received();
        assertThat(sent).hasSize(TEXTS).allMatch(SendMessagesResponse::hasSent);
    }

    private static ListMessagesRequest.Builder page() {
        return ListMessagesRequest.newBuilder().setThreadId(THREAD).setPageSize(TEXTS);
    }

    @Test
    void pagesForwardEndAtTheirSize() {
        var all = new ArrayList<Long>();
        boolean more = true;
        while (more) {
            long last = all.isEmpty() ? 0 : all.getLast();
            var listed = WIRE.as("usr_bob")
                    .listMessages(page().setAfterSequence(last).build());
            assertThat(listed.getSerializedSize()).isLessThan(MOST_BYTES);
            assertThat(listed.getMessagesCount()).isPositive();
            listed.getMessagesList().stream().map(Message::getSequence).forEach(all::add);
            more = listed.getHasNewer();
        }
        assertThat(all).hasSize(TEXTS).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void pagesBackwardEndAtTheirSize() {
        var all = new ArrayList<Long>();
        boolean more = true;
        while (more) {
            long first = all.isEmpty() ? Long.MAX_VALUE : all.getFirst();
            var listed = WIRE.as("usr_bob")
                    .listMessages(page().setBeforeSequence(first).build());
            assertThat(listed.getSerializedSize()).isLessThan(MOST_BYTES);
            assertThat(listed.getMessagesCount()).isPositive();
            all.addAll(
                    0,
                    listed.getMessagesList().stream().map(Message::getSequence).toList());
            more = listed.getHasOlder();
        }
        assertThat(all).hasSize(TEXTS).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void batchesNameWhatTheyLeaveOut() {
        List<MessageRef> rest = sent.stream()
                .map(one -> MessageRef.newBuilder()
                        .setThreadId(THREAD)
                        .setMessageId(one.getSent().getMessage().getMessageId())
                        .build())
                .toList();
        int found = 0;
        while (!rest.isEmpty()) {
            var batch = WIRE.as("usr_bob")
                    .batchGetMessages(BatchGetMessagesRequest.newBuilder()
                            .addAllRefs(rest)
                            .build());
            assertThat(batch.getSerializedSize()).isLessThan(MOST_BYTES);
            assertThat(batch.getMessagesCount()).isPositive();
            assertThat(batch.getMissingCount()).isZero();
            found += batch.getMessagesCount();
            rest = batch.getLeftOutList();
        }
        assertThat(found).isEqualTo(TEXTS);
    }
}
