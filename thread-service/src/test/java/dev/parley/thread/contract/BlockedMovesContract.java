package dev.parley.thread.contract;

import static dev.parley.thread.contract.ThreadWorkshop.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.problem.PlatformProblem;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.testing.Seeds;
import dev.parley.thread.roster.BlockedPair;
import dev.parley.thread.roster.Roster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Whatever the blocked user does at the moment of the block, with a second account and on two replicas:
/// once the block is acknowledged, no fence lets a message of theirs reach the blocker.
public interface BlockedMovesContract {
    int SEEDS = 12;

    ThreadWorkshop workshop();

    @Test
    default void nothingOfTheBlockedUserGetsThroughAfterTheBlock() {
        Seeds.forEach(SEEDS, seed -> new Play(workshop(), seed).run());
    }

    /// One race, with users of its own.
    final class Play {
        private static final int MOVES = 7;

        private final List<ThreadWorkshop> replicas;
        private final Random random;
        private final UserId blocker = user("blocker");
        private final UserId blocked = user("blocked");
        private final UserId account = user("account");
        private final List<ThreadId> known = new ArrayList<>();

        private record Move(ThreadWorkshop shop, int kind, UserId by, UserId other, ThreadId thread) {}

        Play(ThreadWorkshop shop, Random random) {
            this.replicas = List.of(shop, new ThreadWorkshop(shop.engine, shop.fences));
            this.random = random;
            known.add(shop.group(blocked, blocker));
            known.add(shop.group(blocked, blocker, account));
            known.add(shop.group(account, blocker, blocked));
            known.add(shop.group(account, blocker));
        }

        void run() {
            var moves = new ArrayList<Move>();
            for (int i = 0; i < MOVES; i++) {
                moves.add(move());
            }
            boolean direct = random.nextBoolean();
            int first = random.nextInt(MOVES);
            try {
                Race.of(MOVES + 1, i -> i == first ? block() : attempt(moves.get(i < first ? i : i - 1), direct));
            } catch (Exception failure) {
                throw new AssertionError(failure);
            }
            assertThat(reached()).isEmpty();
            moves.forEach(move -> attempt(move, direct));
            assertThat(reached()).as("after later moves").isEmpty();
            assertThat(replicas.getFirst()
                            .engine
                            .blocks()
                            .shared(UserPair.of(blocker, blocked), Optional.empty(), 1_000))
                    .allSatisfy(thread -> assertThat(reaches(replicas.getFirst().roster(thread)))
                            .isFalse());
        }

        private Move move() {
            boolean own = random.nextBoolean();
            return new Move(
                    replicas.get(random.nextInt(2)),
                    random.nextInt(6),
                    own ? blocked : account,
                    own ? account : blocked,
                    known.get(random.nextInt(known.size())));
        }

        /// Returns the fences that reach the blocker when the block is acknowledged.
        private List<ThreadId> block() {
            replicas.get(random.nextInt(2)).block(blocker, blocked, 1);
            assertThat(reached()).as("at the acknowledgement").isEmpty();
            return List.of();
        }

        /// A refusal by a right or by the block is as good as a success.
        private List<ThreadId> attempt(Move move, boolean direct) {
            return allowed(() -> {
                var shop = move.shop();
                switch (move.kind()) {
                    case 0 -> shop.group(move.by(), blocker);
                    case 1 -> shop.group(move.by(), blocker, move.other());
                    case 2 -> shop.add(move.by(), move.thread(), move.other());
                    case 3 -> shop.leave(move.by(), move.thread());
                    case 4 -> shop.remove(move.by(), move.thread(), move.other());
                    default -> {
                        if (direct) {
                            shop.direct(move.by(), blocker);
                        } else {
                            shop.add(move.by(), move.thread(), blocker);
                        }
                    }
                }
                return List.of();
            });
        }

        private static List<ThreadId> allowed(Supplier<List<ThreadId>> attempt) {
            try {
                return attempt.get();
            } catch (ProblemException refused) {
                assertThat(refused.problem()).isNotInstanceOf(PlatformProblem.class);
                return List.of();
            }
        }

        /// Returns the threads whose fence lets a message of the blocked user reach the blocker.
        private List<ThreadId> reached() {
            return replicas.getFirst().fences.all().stream()
                    .filter(this::reaches)
                    .map(fence -> fence.thread().id())
                    .toList();
        }

        private boolean reaches(Roster fence) {
            return fence.find(blocker).isPresent()
                    && fence.find(blocked).filter(one -> !one.contactClosed()).isPresent()
                    && !fence.hiddenPairs().contains(new BlockedPair(blocker, blocked));
        }
    }
}
