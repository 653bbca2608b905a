package dev.parley.thread.contract;

import static dev.parley.thread.contract.ThreadWorkshop.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.problem.ProblemException;
import dev.parley.thread.problem.ThreadProblem.ContactNotAllowed;
import dev.parley.thread.roster.BlockedPair;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.RepeatedTest;

/// A block is in force in every thread that its two users share, whatever happens at the same time.
public interface BlockRaceContract {
    ThreadWorkshop workshop();

    @RepeatedTest(5)
    default void blockRacingOpeningsLeavesNoContact() throws Exception {
        var shop = workshop();
        var ann = user("ann");
        var bob = user("bob");
        Race.of(9, i -> switch (i) {
            case 4 -> block(shop, ann, bob);
            case 3, 6 -> open(() -> shop.direct(ann, bob));
            default -> open(() -> shop.group(bob, ann));
        });
        for (var thread : shop.engine.blocks().shared(UserPair.of(ann, bob), Optional.empty(), 1_000)) {
            assertThat(shop.roster(thread).isContactClosed()).isTrue();
            assertThat(shop.fences.isWritable(thread, bob)).isFalse();
        }
    }

    @RepeatedTest(5)
    default void blockRacingJoinsHidesThePair() throws Exception {
        var shop = workshop();
        var ann = user("ann");
        var bob = user("bob");
        var cat = user("cat");
        var first = shop.group(cat, ann, user("dan"));
        var second = shop.group(cat, bob, user("dan"));
        Race.of(3, i -> switch (i) {
            case 0 -> block(shop, ann, bob);
            case 1 -> shop.add(cat, first, bob).reply().thread();
            default -> shop.add(cat, second, ann).reply().thread();
        });
        for (var thread : new ThreadId[] {first, second}) {
            assertThat(shop.roster(thread).hiddenPairs()).containsExactly(new BlockedPair(ann, bob));
            assertThat(shop.fences.get(thread).hiddenPairs()).containsExactly(new BlockedPair(ann, bob));
        }
    }

    @RepeatedTest(5)
    default void blockRacingAShrinkingGroupClosesIt() throws Exception {
        var shop = workshop();
        var ann = user("ann");
        var bob = user("bob");
        var cat = user("cat");
        var thread = shop.group(ann, bob, cat);
        Race.of(
                2,
                i -> i == 0
                        ? block(shop, ann, bob)
                        : shop.leave(cat, thread).reply().thread());
        assertThat(shop.roster(thread).isContactClosed()).isTrue();
        assertThat(shop.fences.isWritable(thread, ann)).isFalse();
    }

    @RepeatedTest(5)
    default void racingBlocksInBothDirectionsEndClosed() throws Exception {
        var shop = workshop();
        var ann = user("ann");
        var bob = user("bob");
        var thread = shop.direct(ann, bob);
        Race.of(2, i -> i == 0 ? block(shop, ann, bob) : block(shop, bob, ann));
        shop.unblock(ann, bob, 2);
        assertThat(shop.fences.isWritable(thread, ann)).isFalse();
        shop.unblock(bob, ann, 2);
        assertThat(shop.fences.isWritable(thread, ann)).isTrue();
    }

    private static ThreadId block(ThreadWorkshop shop, UserId blocker, UserId blocked) {
        shop.block(blocker, blocked, 1);
        return new ThreadId("thr_none");
    }

    /// A refusal because of the block is as good as a thread that the block finds.
    private static ThreadId open(Supplier<ThreadId> opening) {
        try {
            return opening.get();
        } catch (ProblemException refused) {
            assertThat(refused.problem()).isInstanceOf(ContactNotAllowed.class);
            return new ThreadId("thr_none");
        }
    }
}
