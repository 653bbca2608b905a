package dev.parley.message.postgres.append;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.Draft;
import dev.parley.message.log.PendingChange;
import dev.parley.message.log.Post;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Large changes are spread over batches, small ones of other threads are not held up, and threads keep their order.
final class LargeChangesTest {

    private static final UserId ALICE = new UserId("usr_alice");
    private static final int MOST = 16;
    private static final int LARGE = 20_000;

    private final MemoryReplica replica = new MemoryReplica(new MemoryStore());
    private final ThreadId loud = replica.thread(ALICE, new UserId("usr_bob"));
    private final ThreadId quiet = replica.thread(ALICE, new UserId("usr_carol"));
    private final LargeChanges large = new LargeChanges();
    private int number;

    private PendingChange<?> change(ThreadId thread, int length) {
        var draft = new Draft(thread, ALICE, "request-" + number++, "x".repeat(length), Optional.empty());
        return new PendingChange<>(
                Post.of(draft, MemoryReplica.HASHER, replica.fences().get(thread), true));
    }

    @Test
    void smallChangeIsInTheFirstBatchBesideAFewLargeOnes() {
        var batch = new ArrayList<PendingChange<?>>();
        for (int i = 0; i < 12; i++) {
            batch.add(change(loud, LARGE));
        }
        PendingChange<?> small = change(quiet, 10);
        batch.add(small);

        large.spread(batch, MOST);

        assertThat(batch).contains(small).hasSizeBetween(2, 8);
        assertThat(large.size()).isEqualTo(13 - batch.size());
        int batches = 1;
        while (!large.isEmpty()) {
            large.spread(new ArrayList<>(), MOST);
            batches++;
        }
        assertThat(batches).isBetween(2, 4);
    }

    @Test
    void largeChangeHasItsTurnAlsoInAFullBatch() {
        var batch = new ArrayList<PendingChange<?>>();
        batch.add(change(loud, LARGE));
        for (int i = 1; i < MOST; i++) {
            batch.add(change(quiet, 10));
        }

        large.spread(batch, MOST);

        assertThat(batch).hasSize(MOST);
        assertThat(large.isEmpty()).isTrue();
    }

    @Test
    void changesOfAThreadKeepTheirOrder() {
        var random = new Random(11);
        var arrived = new HashMap<ThreadId, List<PendingChange<?>>>();
        var left = new HashMap<ThreadId, List<PendingChange<?>>>();
        for (int round = 0; round < 500; round++) {
            var batch = new ArrayList<PendingChange<?>>();
            for (int i = random.nextInt(round < 400 ? MOST : 1); i > 0; i--) {
                ThreadId thread = random.nextBoolean() ? loud : quiet;
                PendingChange<?> change = change(thread, random.nextInt(3) == 0 ? LARGE : 1);
                arrived.computeIfAbsent(thread, _ -> new ArrayList<>()).add(change);
                batch.add(change);
            }
            large.spread(batch, MOST);
            assertThat(batch.size()).isLessThanOrEqualTo(MOST + 1);
            batch.forEach(change -> left.computeIfAbsent(change.thread(), _ -> new ArrayList<>())
                    .add(change));
        }
        while (!large.isEmpty()) {
            var batch = new ArrayList<PendingChange<?>>();
            large.spread(batch, MOST);
            batch.forEach(change -> left.computeIfAbsent(change.thread(), _ -> new ArrayList<>())
                    .add(change));
        }
        assertThat(left).isEqualTo(arrived);
    }
}
