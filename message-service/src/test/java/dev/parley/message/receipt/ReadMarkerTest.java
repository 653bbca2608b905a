package dev.parley.message.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.read.ThreadReader;
import dev.parley.message.receipt.ReadMarker.Marked;
import dev.parley.message.receipt.ReadMarker.Read;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Moves of cursors in many threads at once.
final class ReadMarkerTest {

    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_bob");

    private final MemoryReplica replica = new MemoryReplica(new MemoryStore());

    @Test
    void moveThatFailsAffectsNoOtherOne() {
        ThreadId broken = sent();
        ThreadId refused = sent();
        ThreadId good = sent();
        var fault = new IllegalStateException("a fault of a test");
        var marker = new ReadMarker(
                new ThreadReader(replica.log(), replica.fences()),
                replica.fences(),
                failing(broken, CompletableFuture.failedFuture(fault)),
                (thread, cursor) -> {});

        List<Marked> marked =
                marker.markAllRead(BOB, List.of(new Read(broken, 1), new Read(refused, 9), new Read(good, 1)));

        assertThat(marked.get(0)).isEqualTo(new Marked.Failed(fault));
        assertThat(marked.get(1)).isInstanceOf(Marked.Failed.class);
        assertThat(marked.get(2))
                .isInstanceOfSatisfying(
                        Marked.Moved.class,
                        moved -> assertThat(moved.cursor().readSequence()).isEqualTo(1));
    }

    private ThreadId sent() {
        ThreadId thread = replica.thread(ALICE, BOB);
        replica.send(thread, ALICE, "text");
        return thread;
    }

    /// The cursors of the replica, on which the moves in one thread fail.
    private CursorStore failing(ThreadId broken, CompletableFuture<Cursor> failure) {
        return (CursorStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {CursorStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("move") && arguments[1].equals(broken)) {
                        return failure;
                    }
                    try {
                        return method.invoke(replica.cursors(), arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
