package dev.parley.safety.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.paging.Page;
import dev.parley.platform.problem.PlatformProblem.RateLimited;
import dev.parley.platform.problem.ProblemException;
import dev.parley.safety.block.Block.Applied;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The contract of every store of blocks.
public interface BlockStoreContract {

    Instant NOON = Instant.parse("2030-01-01T12:00:00.000001Z");
    Instant LATER = NOON.plusSeconds(60);

    /// Returns the store. Tests use their own users in it.
    BlockStore store();

    /// Whether the background relay still has to enforce a block.
    boolean isUnfinished(BlockId id);

    @Test
    default void firstStartIsStoredAndUnfinished() {
        BlockId id = block();
        Block block = start(id, NOON);

        assertThat(block).isEqualTo(new Block(id, 1, NOON, Optional.empty(), Applied.NOTHING));
        assertThat(store().find(id)).contains(block);
        assertThat(isUnfinished(id)).isTrue();
        assertThat(store().history(id, 10)).containsExactly(new BlockChange(1, true, NOON));
    }

    @Test
    default void unknownBlockIsNotChanged() {
        BlockId id = block();

        assertThat(store().change(id, block -> block.ended(NOON))).isEmpty();
        assertThat(store().find(id)).isEmpty();
        assertThat(store().history(id, 10)).isEmpty();
        assertThat(isUnfinished(id)).isFalse();
    }

    @Test
    default void startOfAnActiveBlockChangesNothing() {
        BlockId id = block();
        Block first = start(id, NOON);

        assertThat(start(id, LATER)).isEqualTo(first);
        assertThat(store().history(id, 10)).hasSize(1);
    }

    /// Each change stays in the history, so one user must not be able to make changes without a bound.
    @Test
    default void changesOfAUserAreLimited() {
        BlockId id = block();
        long begun = System.nanoTime();
        int made = 0;
        Optional<RateLimited> refusal = Optional.empty();
        while (refusal.isEmpty() && made < 1_000) {
            refusal = toggle(id, made % 2 == 0);
            made += refusal.isEmpty() ? 1 : 0;
        }
        long regained = Duration.ofNanos(System.nanoTime() - begun).dividedBy(Duration.ofSeconds(12));
        assertThat(made).isBetween(300, 301 + (int) regained);
        assertThat(refusal).hasValueSatisfying(limited -> {
            assertThat(limited.quota()).isEqualTo("block_changes");
            assertThat(limited.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(12));
        });
        assertThat(store().find(id)).map(Block::version).contains((long) made);
        assertThat(store().history(id, 1_000)).hasSize(made);

        confirm(id, made);
        start(new BlockId(id.blocked(), id.blocker()), LATER);
    }

    private Optional<RateLimited> toggle(BlockId id, boolean active) {
        try {
            if (active) {
                start(id, LATER);
            } else {
                end(id, LATER);
            }
            return Optional.empty();
        } catch (ProblemException refused) {
            return Optional.of((RateLimited) refused.problem());
        }
    }

    @Test
    default void confirmationTakesTheBlockFromTheRelay() {
        BlockId id = block();
        start(id, NOON);
        Block confirmed = confirm(id, 1);

        assertThat(confirmed.applied()).isEqualTo(new Applied(1, "token-1"));
        assertThat(store().find(id)).contains(confirmed);
        assertThat(isUnfinished(id)).isFalse();
        assertThat(store().history(id, 10)).hasSize(1);
    }

    @Test
    default void lateConfirmationLeavesANewerVersionUnfinished() {
        BlockId id = block();
        start(id, NOON);
        end(id, LATER);
        confirm(id, 1);
        assertThat(isUnfinished(id)).isTrue();

        confirm(id, 2);
        assertThat(confirm(id, 1).applied()).isEqualTo(new Applied(2, "token-2"));
        assertThat(isUnfinished(id)).isFalse();
    }

    @Test
    default void everyStartAndEndIsInTheHistory() {
        BlockId id = block();
        start(id, NOON);
        end(id, NOON.plusSeconds(1));
        end(id, NOON.plusSeconds(2));
        start(id, NOON.plusSeconds(3));

        assertThat(store().history(id, 10))
                .containsExactly(
                        new BlockChange(3, true, NOON.plusSeconds(3)),
                        new BlockChange(2, false, NOON.plusSeconds(1)),
                        new BlockChange(1, true, NOON));
        assertThat(store().history(id, 1)).containsExactly(new BlockChange(3, true, NOON.plusSeconds(3)));
    }

    @Test
    default void noChangeIsEarlierThanThePreviousOne() {
        BlockId id = block();
        start(id, LATER);
        end(id, NOON);
        start(id, NOON);

        assertThat(store().history(id, 10)).extracting(BlockChange::time).containsExactly(LATER, LATER, LATER);
    }

    @Test
    default void blockInEitherDirectionBlocksThePair() {
        BlockId there = block();
        BlockId other = block();
        var back = new BlockId(there.blocked(), there.blocker());
        Set<UserPair> both = Set.of(there.pair(), other.pair());
        assertThat(store().blockedAmong(both)).isEmpty();

        start(there, NOON);
        start(back, NOON);
        end(there, LATER);
        assertThat(store().blockedAmong(both)).containsExactly(there.pair());

        end(back, LATER);
        assertThat(store().blockedAmong(both)).isEmpty();
        assertThat(store().blockedAmong(Set.of())).isEmpty();
    }

    @Test
    default void pagesGoFromTheNewestToTheOldest() {
        UserId blocker = user();
        List<BlockId> ids = IntStream.range(0, 5)
                .mapToObj(i -> new BlockId(blocker, new UserId("usr_p" + i)))
                .toList();
        IntStream.range(0, 5).forEach(i -> start(ids.get(i), NOON.plusSeconds(i / 2)));
        end(ids.get(3), LATER);
        start(block(), NOON);

        var listed = new ArrayList<BlockId>();
        Page<Block> page = store().page(new BlockQuery(blocker, Optional.empty(), 2));
        page.items().forEach(block -> listed.add(block.id()));
        assertThat(page.more()).isTrue();
        page = store().page(new BlockQuery(blocker, page.end().map(Block::position), 2));
        page.items().forEach(block -> listed.add(block.id()));

        assertThat(page.more()).isFalse();
        assertThat(listed).containsExactly(ids.get(4), ids.get(2), ids.get(1), ids.get(0));
    }

    @Test
    default void racingChangesOfOneBlockAreAllCounted() throws Exception {
        BlockId id = block();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Object>>();
            for (int i = 0; i < 20; i++) {
                boolean starts = i % 2 == 0;
                tasks.add(() -> starts ? start(id, NOON) : end(id, LATER));
            }
            for (var done : callers.invokeAll(tasks)) {
                done.get();
            }
        }
        Block stored = store().find(id).orElseThrow();
        List<BlockChange> history = store().history(id, 100);

        assertThat(history).extracting(BlockChange::version).doesNotHaveDuplicates();
        assertThat(history).hasSize((int) stored.version());
        assertThat(history.getFirst().active()).isEqualTo(stored.isActive());
        for (BlockChange change : history) {
            assertThat(change.active()).isEqualTo(change.version() % 2 == 1);
        }
    }

    private Block start(BlockId id, Instant time) {
        return store().start(id, time, block -> block.started(time));
    }

    private Optional<Block> end(BlockId id, Instant time) {
        return store().change(id, block -> block.ended(time));
    }

    private Block confirm(BlockId id, long version) {
        var applied = new Applied(version, "token-" + version);
        return store().change(id, block -> block.confirmed(applied)).orElseThrow();
    }

    private static BlockId block() {
        return new BlockId(user(), user());
    }

    private static UserId user() {
        return new UserId("usr_" + UUID.randomUUID());
    }
}
