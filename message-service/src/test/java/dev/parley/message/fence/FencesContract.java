package dev.parley.message.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Standing.Status;
import dev.parley.message.memory.MemoryMessageLog;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.news.ThreadNews;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// The contract of every cache of fences. While the store is unavailable, it returns what is cached.
public interface FencesContract {

    UserId ALICE = new UserId("usr_alice");
    UserId BOB = new UserId("usr_bob");

    /// Returns an empty cache that reads from a log and is notified of its writes.
    Fences fences(MemoryMessageLog log, ThreadNews news);

    /// A store, a replica that the cache belongs to, and another replica.
    final class World {
        final MemoryStore store = new MemoryStore();
        final MemoryReplica here = new MemoryReplica(store);
        final MemoryReplica there = new MemoryReplica(store);
        final Fences fences;

        World(FencesContract contract) {
            fences = contract.fences(here.log(), here.news());
        }

        Fence fence(ThreadId thread, long version) {
            return Fence.of(thread, version, Status.OPEN, ALICE, BOB);
        }

        ThreadId unknown() {
            return new ThreadId("thr_" + UUID.randomUUID());
        }

        void assertReads(Runnable call) {
            store.setAway(true);
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            thrown -> assertThat(thrown.problem()).isInstanceOf(StoreUnavailable.class));
            store.setAway(false);
        }
    }

    @Test
    default void fenceIsReadOnceAndThenCached() {
        var world = new World(this);
        ThreadId thread = world.there.thread(ALICE, BOB);
        assertThat(world.fences.remembered(thread)).isEmpty();
        world.assertReads(() -> world.fences.get(thread));
        assertThat(world.fences.get(thread)).isEqualTo(world.fence(thread, 1));
        world.store.setAway(true);
        assertThat(world.fences.find(thread)).contains(world.fence(thread, 1));
        assertThat(world.fences.remembered(thread)).contains(world.fence(thread, 1));
    }

    @Test
    default void threadWithoutAFenceIsDeniedAndOmitted() {
        var world = new World(this);
        ThreadId unknown = world.unknown();
        assertThat(world.fences.find(unknown)).isEmpty();
        assertThat(world.fences.atLeast(Map.of(unknown, 1L))).isEmpty();
        for (Runnable call :
                Set.<Runnable>of(() -> world.fences.get(unknown), () -> world.fences.atLeast(unknown, 1))) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            thrown -> assertThat(thrown.problem()).isEqualTo(new ThreadAccessDenied(unknown)));
        }
    }

    @Test
    default void newestFenceIsKeptWhateverTheOrder() {
        var world = new World(this);
        ThreadId thread = world.unknown();
        for (long version : new long[] {2, 3, 1}) {
            world.fences.offer(world.fence(thread, version));
        }
        assertThat(world.fences.remembered(thread)).contains(world.fence(thread, 3));
    }

    @Test
    default void fenceThatThisProcessStoresIsCached() {
        var world = new World(this);
        ThreadId thread = world.here.thread(ALICE, BOB);
        world.here.fence(world.fence(thread, 2));
        assertThat(world.fences.remembered(thread)).contains(world.fence(thread, 2));
    }

    @Test
    default void olderFenceThanRequestedIsReadAgain() {
        var world = new World(this);
        ThreadId one = world.there.thread(ALICE, BOB);
        ThreadId other = world.there.thread(ALICE, BOB);
        world.fences.atLeast(Map.of(one, 1L, other, 1L));
        world.there.fence(world.fence(one, 2));
        assertThat(world.fences.get(one)).as("may be stale").isEqualTo(world.fence(one, 1));
        world.assertReads(() -> world.fences.atLeast(one, 2));
        assertThat(world.fences.atLeast(Map.of(one, 2L, other, 1L)))
                .isEqualTo(Map.of(one, world.fence(one, 2), other, world.fence(other, 1)));
        world.store.setAway(true);
        assertThat(world.fences.atLeast(one, 1)).isEqualTo(world.fence(one, 2));
    }

    @Test
    default void doubtfulFenceIsReadUnlessANewerOneIsCached() {
        var world = new World(this);
        ThreadId thread = world.there.thread(ALICE, BOB);
        world.fences.get(thread);
        world.assertReads(() -> world.fences.newerThan(Map.of(thread, 1L)));
        assertThat(world.fences.newerThan(Map.of(thread, 1L))).isEqualTo(Map.of(thread, world.fence(thread, 1)));
        world.fences.offer(world.fence(thread, 2));
        world.store.setAway(true);
        assertThat(world.fences.newerThan(Map.of(thread, 1L))).isEqualTo(Map.of(thread, world.fence(thread, 2)));
    }

    @Test
    default void absenceOfAThreadIsCachedBriefly() {
        var world = new World(this);
        Awaitility.await().ignoreExceptions().until(() -> isUnknownWithoutALook(world));
        ThreadId unknown = world.unknown();
        assertThat(world.fences.newerThan(Map.of(unknown, 0L))).isEmpty();
        world.there.fence(world.fence(unknown, 1));
        Awaitility.await()
                .until(() -> world.fences.newerThan(Map.of(unknown, 0L)).containsKey(unknown));
    }

    /// A process that pauses for that moment would have to read again.
    private static boolean isUnknownWithoutALook(World world) {
        ThreadId unknown = world.unknown();
        world.fences.newerThan(Map.of(unknown, 0L));
        world.store.setAway(true);
        try {
            return world.fences.newerThan(Map.of(unknown, 0L)).isEmpty();
        } finally {
            world.store.setAway(false);
        }
    }

    @Test
    default void offeredFenceReplacesTheCachedAbsence() {
        var world = new World(this);
        ThreadId unknown = world.unknown();
        world.fences.newerThan(Map.of(unknown, 0L));
        world.here.fence(world.fence(unknown, 1));
        assertThat(world.fences.newerThan(Map.of(unknown, 0L))).containsKey(unknown);
    }

    @Test
    default void threadIsEstablishedOnceSomethingWasSent() {
        var world = new World(this);
        ThreadId used = world.there.thread(ALICE, BOB);
        ThreadId unused = world.there.thread(ALICE, BOB);
        assertThat(world.fences.unestablished(Set.of(used, unused))).isEqualTo(Set.of(used, unused));
        world.there.send(used, ALICE, "text");
        assertThat(world.fences.isEstablished(used)).isTrue();
        assertThat(world.fences.isEstablished(unused)).isFalse();
        world.assertReads(() -> world.fences.unestablished(Set.of(used, unused)));
        world.fences.establish(unused);
        world.store.setAway(true);
        assertThat(world.fences.unestablished(Set.of(used, unused))).isEmpty();
    }
}
