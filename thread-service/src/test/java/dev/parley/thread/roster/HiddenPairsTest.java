package dev.parley.thread.roster;

import static dev.parley.thread.contract.ThreadWorkshop.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.UserId;
import dev.parley.thread.contract.ThreadWorkshop;
import dev.parley.thread.memory.MemoryEngine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// No number of blocks pushes another one out of a fence.
final class HiddenPairsTest {
    private final ThreadWorkshop shop = new ThreadWorkshop(new MemoryEngine());

    @Test
    void blocksOfOtherAccountsDoNotPushOutTheBlockOfAVictim() {
        var accounts = users(80);
        var victim = user("victim");
        var attacker = user("attacker");
        var blocks = mutual(accounts);
        blocks.add(new BlockedPair(victim, attacker));
        var others = new ArrayList<>(accounts.subList(1, accounts.size()));
        others.add(attacker);
        others.add(victim);
        var roster = shop.roster(shop.group(accounts.getFirst(), others.toArray(UserId[]::new)));
        assertThat(roster.settled(Blocks.of(blocks)).hiddenPairs()).contains(new BlockedPair(victim, attacker));
    }

    @Test
    void everyPairOfTheLargestGroupIsHidden() {
        var users = users(Roster.LIMIT);
        var others = users.subList(1, users.size()).toArray(UserId[]::new);
        var roster = shop.roster(shop.group(users.getFirst(), others));
        var hidden = roster.settled(Blocks.of(mutual(users)));
        assertThat(hidden.hiddenPairs()).hasSize(Roster.LIMIT * (Roster.LIMIT - 1));
        assertThat(new HashSet<>(hidden.hiddenPairs())).isEqualTo(mutual(users));
        assertThat(HiddenSenders.ofBytes(hidden.hidden().toBytes())).isEqualTo(hidden.hidden());
        assertThat(hidden.hidden().toBytes()).hasSizeLessThanOrEqualTo(11_700);
    }

    /// An index refers to another user as soon as one leaves.
    @Test
    void pairsStayThoseOfTheSameUsersWhenAnotherOneLeaves() {
        var users = users(20);
        var others = users.subList(1, users.size()).toArray(UserId[]::new);
        var thread = shop.group(users.getFirst(), others);
        for (int i = 3; i < 18; i++) {
            shop.block(users.get(i), users.get(i + 1), 1);
        }
        shop.leave(users.get(1), thread);
        shop.leave(users.get(10), thread);
        shop.unblock(users.get(17), users.get(18), 2);
        assertThat(shop.roster(thread).hiddenPairs())
                .containsExactlyElementsOf(IntStream.range(3, 17)
                        .filter(i -> i != 9 && i != 10)
                        .mapToObj(i -> new BlockedPair(users.get(i), users.get(i + 1)))
                        .toList());
        assertThat(shop.fences.get(thread).hidden())
                .isEqualTo(shop.roster(thread).hidden());
    }

    private static Set<BlockedPair> mutual(List<UserId> users) {
        var pairs = new HashSet<BlockedPair>();
        for (var blocker : users) {
            users.stream()
                    .filter(blocked -> !blocked.equals(blocker))
                    .forEach(blocked -> pairs.add(new BlockedPair(blocker, blocked)));
        }
        return pairs;
    }

    private static List<UserId> users(int count) {
        return IntStream.range(0, count).mapToObj(i -> user("some")).toList();
    }
}
