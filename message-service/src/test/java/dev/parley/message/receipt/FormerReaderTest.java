package dev.parley.message.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Standing;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.read.ThreadReader;
import dev.parley.message.receipt.ReadMarker.Marked;
import dev.parley.message.receipt.ReadMarker.Marked.Failed;
import dev.parley.message.receipt.ReadMarker.Marked.Moved;
import dev.parley.message.receipt.ReadMarker.Read;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// A participant who was removed through another replica, while this one has cached the fence.
final class FormerReaderTest {

    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_bob");
    private static final UserId CAROL = new UserId("usr_carol");

    private final MemoryStore store = new MemoryStore();
    private final MemoryReplica one = new MemoryReplica(store);
    private final MemoryReplica two = new MemoryReplica(store);
    private final ReadMarker marker = new ReadMarker(
            new ThreadReader(two.log(), two.fences()), two.fences(), two.cursors(), (thread, cursor) -> {});

    private ThreadId removed() {
        ThreadId thread = one.thread(ALICE, BOB, CAROL);
        one.send(thread, ALICE, "first");
        assertThat(marker.markRead(thread, BOB, 1).readSequence()).isEqualTo(1);
        one.fence(Fence.of(thread, 2, Standing.Status.OPEN, ALICE, CAROL));
        for (int i = 0; i < 7; i++) {
            one.send(thread, ALICE, "nothing for Bob");
        }
        return thread;
    }

    @Test
    void failureDoesNotTellHowMuchWasSentSince() {
        ThreadId thread = removed();
        var failure = catchThrowableOfType(ProblemException.class, () -> marker.markRead(thread, BOB, 1_000_000));
        assertThat(failure.problem()).isInstanceOf(ThreadAccessDenied.class);
    }

    @Test
    void cursorDoesNotMove() {
        ThreadId thread = removed();
        var failure = catchThrowableOfType(ProblemException.class, () -> marker.markRead(thread, BOB, 5));
        assertThat(failure).isNotNull();
        assertThat(failure.problem()).isInstanceOf(ThreadAccessDenied.class);
    }

    @Test
    void otherMovesOfABatchAreMade() {
        ThreadId first = removed();
        ThreadId changed = removed();
        one.fence(Fence.of(changed, 3, Standing.Status.OPEN, ALICE, BOB));
        ThreadId last = one.thread(ALICE, BOB);
        one.send(last, ALICE, "text");

        List<Marked> marked =
                marker.markAllRead(BOB, List.of(new Read(first, 5), new Read(changed, 5), new Read(last, 1)));

        assertThat(marked.getFirst())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(((ProblemException) failed.failure()).problem())
                                .isEqualTo(new ThreadAccessDenied(first)));
        assertThat(marked.subList(1, 3)).allMatch(Moved.class::isInstance);
    }

    @Test
    void fenceThatChangesAgainAndAgainLetsTheCallFail() {
        ThreadId thread = one.thread(ALICE, BOB);
        one.send(thread, ALICE, "text");
        var version = new AtomicLong(1);
        CursorStore restless = (CursorStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {CursorStore.class}, (_, method, arguments) -> {
                    one.fence(Fence.of(thread, version.incrementAndGet(), Standing.Status.OPEN, ALICE, BOB));
                    return method.invoke(two.cursors(), arguments);
                });
        var marker = new ReadMarker(
                new ThreadReader(two.log(), two.fences()), two.fences(), restless, (moved, cursor) -> {});

        var failure = catchThrowableOfType(ProblemException.class, () -> marker.markRead(thread, BOB, 1));

        assertThat(failure.problem()).isInstanceOf(StoreUnavailable.class);
        assertThat(version).hasValueLessThan(10);
    }

    /// The cursors are read, and only then is the right verified.
    @Test
    void removalDuringACallIsNotFollowedByWhatOthersReadAfterIt() {
        ThreadId thread = one.thread(ALICE, BOB);
        one.send(thread, ALICE, "text");
        CursorStore slow = (CursorStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {CursorStore.class}, (_, method, arguments) -> {
                    one.fence(Fence.of(thread, 2, Standing.Status.OPEN, ALICE));
                    return method.invoke(two.cursors(), arguments);
                });
        var marker =
                new ReadMarker(new ThreadReader(two.log(), two.fences()), two.fences(), slow, (moved, cursor) -> {});

        var failure = catchThrowableOfType(ProblemException.class, () -> marker.list(thread, BOB, "", 100));

        assertThat(failure).isNotNull();
        assertThat(failure.problem()).isInstanceOf(ThreadAccessDenied.class);
    }
}
