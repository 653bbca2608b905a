package dev.parley.thread.contract;

import static dev.parley.thread.contract.ThreadWorkshop.refused;
import static dev.parley.thread.contract.ThreadWorkshop.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import dev.parley.thread.block.Block;
import dev.parley.thread.block.BlockApplier;
import dev.parley.thread.block.BlockStore;
import dev.parley.thread.change.Rule;
import dev.parley.thread.fence.FenceEnforcer;
import dev.parley.thread.roster.Roster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A block over many threads is in force everywhere after a bounded number of calls, whatever ends each call.
public interface BlockProgressContract {
    int BATCH = FenceEnforcer.BATCH;

    ThreadWorkshop workshop();

    @Test
    default void nextCallContinuesWhereTheLastOneEnded() {
        var scene = new Scene(workshop(), 5 * BATCH);
        int calls = 1;
        while (!scene.attempt(scene.block(true, 1), BATCH)) {
            assertThat(++calls).isLessThanOrEqualTo(6);
        }
        scene.assertClosed();
        assertThat(scene.applier(BATCH).apply(scene.block(true, 1)).version()).isEqualTo(1);
    }

    /// Each call ends, as by a kill, after another number of steps.
    @Test
    default void callThatEndsBetweenAnyTwoStepsLosesNothing() {
        for (int steps = 0; steps < 14; steps++) {
            var scene = new Scene(workshop(), 2 * BATCH + 3);
            var ended = new Ended(scene.shop.engine.blocks(), Integer.MAX_VALUE, steps);
            var applier = new BlockApplier(ended, scene.shop.enforcer, scene.shop.clock);
            boolean done = tryTo(applier, scene.block(true, 1));
            if (done) {
                scene.assertClosed();
            }
            assertThat(scene.attempt(scene.block(true, 1), Integer.MAX_VALUE)).isTrue();
            scene.assertClosed();
        }
    }

    @Test
    default void newerVersionStartsAtTheNewestThreadAgain() {
        var scene = new Scene(workshop(), 3 * BATCH);
        assertThat(scene.attempt(scene.block(true, 1), 2 * BATCH)).isFalse();
        assertThat(scene.attempt(scene.block(false, 2), BATCH)).isFalse();
        assertThat(scene.attempt(scene.block(true, 3), Integer.MAX_VALUE)).isTrue();
        scene.assertClosed();
        assertThat(scene.attempt(scene.block(false, 2), Integer.MAX_VALUE)).isTrue();
        scene.assertClosed();
    }

    @Test
    default void versionThatIsOvertakenWhileItRunsLeavesTheNewerOneInForce() throws Exception {
        var scene = new Scene(workshop(), 3 * BATCH);
        var other = new ThreadWorkshop(scene.shop.engine, scene.shop.fences);
        Race.of(2, i -> {
            if (i == 0) {
                scene.shop.applier.apply(scene.block(false, 2));
            } else {
                other.applier.apply(scene.block(true, 3));
            }
            return List.of();
        });
        scene.assertClosed();
    }

    @Test
    default void callsOnTwoReplicasAtOnceBothSucceed() throws Exception {
        var scene = new Scene(workshop(), 3 * BATCH);
        var other = new ThreadWorkshop(scene.shop.engine, scene.shop.fences);
        Race.of(2, i -> {
            (i == 0 ? scene.shop : other).applier.apply(scene.block(true, 1));
            scene.assertClosed();
            return List.of();
        });
    }

    @Test
    default void callEndsAtTheFirstPushWithoutAResponse() {
        var scene = new Scene(workshop(), 5 * BATCH);
        int before = scene.shop.fences.attempts();
        scene.shop.fences.takeDown();
        refused(DependencyUnavailable.class, () -> scene.shop.applier.apply(scene.block(true, 1)));
        assertThat(scene.shop.fences.attempts() - before).isEqualTo(1);
        scene.shop.fences.bringBack();
        scene.shop.applier.apply(scene.block(true, 1));
        scene.assertClosed();
    }

    @Test
    default void refusedFenceStopsNoOtherThreadAndIsFoundAgain() {
        var scene = new Scene(workshop(), 3 * BATCH);
        var bad = scene.threads.get(BATCH + 1);
        scene.shop.fences.refuse(bad);
        for (int i = 0; i < 2; i++) {
            assertThat(scene.failure(scene.block(true, 1)))
                    .isEqualTo(new DependencyUnavailable("message", Duration.ofSeconds(1), "INVALID_ARGUMENT"));
            assertThat(scene.open()).containsExactly(bad);
        }
        scene.shop.fences.bringBack();
        scene.shop.applier.apply(scene.block(true, 1));
        scene.assertClosed();
    }

    /// Two users who share threads.
    final class Scene {
        private final ThreadWorkshop shop;
        private final UserId blocker = user("blocker");
        private final UserId blocked = user("blocked");
        private final List<ThreadId> threads = new ArrayList<>();

        Scene(ThreadWorkshop shop, int count) {
            this.shop = shop;
            for (int i = 0; i < count; i++) {
                threads.add(shop.group(blocker, blocked));
            }
        }

        Block block(boolean active, long version) {
            return new Block(blocker, blocked, active, version);
        }

        /// Returns an applier whose calls end when they would visit more threads, as at a deadline.
        BlockApplier applier(int visits) {
            return new BlockApplier(
                    new Ended(shop.engine.blocks(), visits, Integer.MAX_VALUE), shop.enforcer, shop.clock);
        }

        boolean attempt(Block block, int visits) {
            return tryTo(applier(visits), block);
        }

        Object failure(Block block) {
            try {
                return shop.applier.apply(block);
            } catch (ProblemException failure) {
                return failure.problem();
            }
        }

        List<ThreadId> open() {
            return threads.stream()
                    .filter(thread -> shop.fences.isWritable(thread, blocked))
                    .toList();
        }

        void assertClosed() {
            assertThat(open()).isEmpty();
        }
    }

    private static boolean tryTo(BlockApplier applier, Block block) {
        try {
            applier.apply(block);
            return true;
        } catch (ProblemException ended) {
            assertThat(ended.problem()).isInstanceOf(StoreUnavailable.class);
            return false;
        }
    }

    /// A store that fails after a number of visited threads, or of calls.
    final class Ended implements BlockStore {
        private final BlockStore store;
        private int visits;
        private int steps;

        Ended(BlockStore store, int visits, int steps) {
            this.store = store;
            this.visits = visits;
            this.steps = steps;
        }

        private void step() {
            if (steps-- <= 0) {
                throw new StoreUnavailable(Duration.ofSeconds(1)).exception();
            }
        }

        @Override
        public Progress put(Block block) {
            step();
            return store.put(block);
        }

        @Override
        public Progress advance(Block block, long version, Optional<ThreadId> from) {
            step();
            return store.advance(block, version, from);
        }

        @Override
        public List<ThreadId> shared(UserPair pair, Optional<ThreadId> before, int limit) {
            step();
            return store.shared(pair, before, limit);
        }

        @Override
        public List<ThreadId> unfenced(UserPair pair, int limit) {
            step();
            return store.unfenced(pair, limit);
        }

        @Override
        public List<Roster> changeFree(Block block, List<ThreadId> threads, Rule rule) {
            step();
            visits -= threads.size();
            if (visits < 0) {
                throw new StoreUnavailable(Duration.ofSeconds(1)).exception();
            }
            return store.changeFree(block, threads, rule);
        }

        @Override
        public Optional<Roster> changeOne(Block block, ThreadId thread, Rule rule) {
            step();
            return store.changeOne(block, thread, rule);
        }
    }
}
