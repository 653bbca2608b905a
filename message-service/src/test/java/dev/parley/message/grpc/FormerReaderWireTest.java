package dev.parley.message.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.message.v1.MarkReadRequest;
import dev.parley.platform.testing.TestPostgres;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// A participant who was removed through another replica, of a thread without feeds on this one.
final class FormerReaderWireTest {

    private static final Map<String, Object> STORE = TestPostgres.database().settingsFor("message");
    private static final Wire ONE = new Wire(STORE);
    private static final Wire OTHER = new Wire(STORE);

    @AfterAll
    static void stop() {
        ONE.close();
        OTHER.close();
    }

    private static Code marking(String thread, long sequence) {
        var failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> OTHER.receiptsAs("usr_bob")
                        .markRead(MarkReadRequest.newBuilder()
                                .setThreadId(thread)
                                .setSequence(sequence)
                                .build()));
        return failure == null ? Code.OK : failure.getStatus().getCode();
    }

    @Test
    void formerParticipantCannotProbeTheHead() {
        String thread = ONE.thread("usr_alice", "usr_bob", "usr_carol");
        ONE.send("usr_alice", thread, "first");
        assertThat(OTHER.history("usr_bob", thread)).hasSize(1);
        assertThat(marking(thread, 1)).isEqualTo(Code.OK);

        ONE.fence(thread, 2, "usr_alice", "usr_carol");
        for (int i = 0; i < 5; i++) {
            ONE.send("usr_alice", thread, "not for Bob");
        }

        assertThat(marking(thread, 1_000_000)).as("beyond the head").isEqualTo(Code.PERMISSION_DENIED);
        assertThat(marking(thread, 5)).as("after the removal").isEqualTo(Code.PERMISSION_DENIED);
    }
}
