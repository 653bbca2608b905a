package dev.parley.message.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Standing.Status;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.preview.PreviewReader;
import dev.parley.message.preview.PreviewReader.Query;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.receipt.ReadMarker;
import dev.parley.platform.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Nothing of a thread is read for a user who may not read it, so the time of a refusal does not tell what is in
/// the thread.
final class DeniedReadsTest {

    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_bob");
    private static final UserId FORMER = new UserId("usr_former");
    private static final UserId STRANGER = new UserId("usr_stranger");

    private final MemoryStore store = new MemoryStore();
    private final MemoryReplica replica = new MemoryReplica(store);
    private final ThreadId thread = replica.thread(ALICE, BOB, FORMER);
    private final MessageId message = MemoryReplica.id(replica.send(thread, ALICE, "text"));
    private final MessageId absent = new MessageId("msg_absent");
    private final ThreadId nowhere = new ThreadId("thr_nowhere");

    DeniedReadsTest() {
        replica.fence(Fence.of(thread, 2, Status.OPEN, ALICE, BOB));
    }

    static Stream<UserId> denied() {
        return Stream.of(FORMER, STRANGER);
    }

    private static void assertDenied(ThreadId thread, ThrowingCallable read) {
        assertThatThrownBy(read)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown -> assertThat(thrown.problem()).isEqualTo(new ThreadAccessDenied(thread)));
    }

    private void nothingIsRead(MemoryReplica at, UserId user) {
        var log = new ClosedLog(at.log());
        var reader = new ThreadReader(log, at.fences());
        for (ThreadId asked : List.of(thread, nowhere)) {
            assertDenied(asked, () -> reader.before(asked, user, Long.MAX_VALUE, 200));
            assertDenied(asked, () -> reader.after(asked, user, 0, 200));
            assertDenied(asked, () -> reader.get(asked, user, message));
            assertDenied(asked, () -> reader.admitted(asked, user));
            assertThat(reader.find(user, Map.of(message, asked, absent, asked))).isEmpty();
            assertThat(new PreviewReader(log, reader).previews(List.of(new Query(asked, message, List.of(user)))))
                    .allMatch(preview ->
                            preview.message().isEmpty() && preview.denied().equals(List.of(user)));
            var marker = new ReadMarker(reader, at.fences(), at.cursors(), (moved, cursor) -> {});
            assertDenied(asked, () -> marker.list(asked, user, "", 100));
            assertDenied(asked, () -> marker.markRead(asked, user, 1));
        }
    }

    @ParameterizedTest
    @MethodSource("denied")
    void nothingIsReadForThoseWhoMayNotRead(UserId user) {
        nothingIsRead(replica, user);
        nothingIsRead(new MemoryReplica(store), user);
    }

    /// A cached fence from before the join must not refuse.
    @Test
    void joinOnAnotherReplicaCountsAtOnce() {
        var other = new MemoryReplica(store);
        var reader = new ThreadReader(other.log(), other.fences());
        assertDenied(thread, () -> reader.get(thread, STRANGER, message));
        replica.fence(Fence.of(thread, 3, Status.OPEN, ALICE, BOB, STRANGER));
        assertThat(reader.get(thread, STRANGER, message).frame().sequence()).isEqualTo(1);
        assertThat(reader.before(thread, STRANGER, Long.MAX_VALUE, 10).messages())
                .isNotEmpty();
    }
}
