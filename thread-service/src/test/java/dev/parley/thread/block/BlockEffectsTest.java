package dev.parley.thread.block;

import static dev.parley.thread.contract.ThreadWorkshop.draft;
import static dev.parley.thread.contract.ThreadWorkshop.request;
import static dev.parley.thread.contract.ThreadWorkshop.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.problem.ProblemException;
import dev.parley.thread.contract.ThreadWorkshop;
import dev.parley.thread.contract.ThreadWorkshop.Text;
import dev.parley.thread.history.Actor;
import dev.parley.thread.memory.MemoryEngine;
import dev.parley.thread.roster.BlockedPair;
import dev.parley.thread.thread.ThreadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The effects of a block, case by case. The user who acts is the owner of the group.
final class BlockEffectsTest {
    private final ThreadWorkshop shop = new ThreadWorkshop(new MemoryEngine());
    private final UserId blocker = user("blocker");
    private final UserId blocked = user("blocked");
    private final UserId third = user("third");
    private final UserId fourth = user("fourth");

    @ParameterizedTest(name = "{0} thread, the {1} {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            direct | blocker | sends          | ContactClosed
            direct | blocked | sends          | ContactClosed
            direct | blocker | adds a third   | DirectThreadFixed
            direct | blocked | adds a third   | DirectThreadFixed
            direct | blocker | opens another  | ContactNotAllowed
            direct | blocked | opens another  | ContactNotAllowed
            pair   | blocker | sends          | ContactClosed
            pair   | blocked | sends          | ContactClosed
            pair   | blocker | adds a third   | done
            pair   | blocked | adds a third   | ContactNotAllowed
            pair   | blocker | opens another  | ContactNotAllowed
            pair   | blocked | opens another  | ContactNotAllowed
            larger | blocker | sends          | done
            larger | blocked | sends          | hidden
            larger | blocker | adds a third   | done
            larger | blocked | adds a third   | done
            larger | blocker | opens another  | done
            larger | blocked | opens another  | ContactNotAllowed
            apart  | blocker | adds the other | done
            apart  | blocked | adds the other | ContactNotAllowed
            """)
    void blockHasThisEffect(String form, String who, String deed, String effect) {
        var actor = who.equals("blocker") ? blocker : blocked;
        var other = who.equals("blocker") ? blocked : blocker;
        var thread = open(form, actor, other);
        shop.block(blocker, blocked, 1);
        assertThat(outcome(form, deed, thread, actor, other)).isEqualTo(effect);
    }

    @Test
    void thirdUserReopensAThreadWithThePairHidden() {
        var thread = shop.group(blocker, blocked);
        shop.block(blocker, blocked, 1);
        shop.add(blocker, thread, third);
        assertThat(shop.fences.isWritable(thread, blocked)).isTrue();
        assertThat(shop.fences.get(thread).hiddenPairs()).containsExactly(new BlockedPair(blocker, blocked));
        shop.remove(blocker, thread, third);
        assertThat(shop.fences.isWritable(thread, blocked)).isFalse();
        assertThat(shop.fences.get(thread).hiddenPairs()).isEmpty();
    }

    @Test
    void mutualBlocksPreventReopening() {
        var thread = shop.group(blocker, blocked);
        shop.block(blocker, blocked, 1);
        shop.block(blocked, blocker, 1);
        assertThat(outcome("pair", "adds a third", thread, blocker, blocked)).isEqualTo("ContactNotAllowed");
    }

    @Test
    void blocksAmongOthersApplyWhenTheyJoin() {
        shop.block(third, blocked, 1);
        var thread = shop.group(blocker, blocked, fourth);
        shop.add(blocker, thread, third);
        assertThat(shop.fences.get(thread).hiddenPairs()).containsExactly(new BlockedPair(third, blocked));
        shop.leave(third, thread);
        assertThat(shop.fences.get(thread).hiddenPairs()).isEmpty();
    }

    @Test
    void servicesOpenThreadsDespiteBlocksAndContactStartsClosed() {
        shop.block(blocker, blocked, 1);
        var draft = draft(blocked, ThreadKind.BOOKING, blocker);
        var thread = shop.opener
                .openAsService(request(Actor.service("booking")), draft, Text.FORM)
                .reply()
                .thread();
        assertThat(shop.fences.isWritable(thread, blocked)).isFalse();
        assertThat(shop.fences.isWritable(thread, blocker)).isFalse();
        shop.unblock(blocker, blocked, 2);
        assertThat(shop.fences.isWritable(thread, blocked)).isTrue();
    }

    @Test
    void fencesOfAllSharedThreadsArePushedInBatches() {
        var threads = new ArrayList<ThreadId>();
        IntStream.range(0, 70).forEach(i -> threads.add(shop.group(blocker, blocked, user("some"))));
        int before = shop.fences.pushes().size();
        var applied = shop.applier.apply(new Block(blocker, blocked, true, 1));
        assertThat(shop.fences.pushes().subList(before, shop.fences.pushes().size()))
                .containsExactly(32, 32, 6);
        assertThat(applied.newest())
                .extracting(one -> one.id())
                .containsExactlyElementsOf(threads.reversed().subList(0, 8));
        assertThat(threads)
                .allSatisfy(thread -> assertThat(shop.fences.get(thread).hiddenPairs())
                        .containsExactly(new BlockedPair(blocker, blocked)));
    }

    @Test
    void refusedFenceHoldsUpNoOtherBatch() {
        var threads = new ArrayList<ThreadId>();
        IntStream.range(0, 70).forEach(i -> threads.add(shop.group(blocker, blocked)));
        var refused = List.of(threads.getFirst(), threads.getLast());
        refused.forEach(shop.fences::refuse);
        assertThat(tryTo(() -> shop.block(blocker, blocked, 1))).isEqualTo("DependencyUnavailable");
        assertThat(threads)
                .filteredOn(thread -> shop.fences.isWritable(thread, blocked))
                .containsExactlyElementsOf(refused);
    }

    @Test
    void retryAfterAFailureFinishesTheRest() {
        var threads = List.of(shop.group(blocker, blocked), shop.direct(blocker, blocked));
        shop.fences.takeDown();
        assertThat(tryTo(() -> shop.block(blocker, blocked, 1))).isEqualTo("DependencyUnavailable");
        shop.fences.bringBack();
        shop.fences.refuse(threads.getFirst());
        assertThat(tryTo(() -> shop.block(blocker, blocked, 1))).isEqualTo("DependencyUnavailable");
        assertThat(shop.fences.isWritable(threads.getLast(), blocked)).isFalse();
        shop.fences.bringBack();
        shop.block(blocker, blocked, 1);
        assertThat(shop.fences.isWritable(threads.getFirst(), blocked)).isFalse();
        assertThat(shop.roster(threads.getFirst()).thread().version()).isEqualTo(2);
    }

    private ThreadId open(String form, UserId actor, UserId other) {
        return switch (form) {
            case "direct" -> shop.direct(actor, other);
            case "pair" -> shop.group(actor, other);
            case "larger" -> shop.group(actor, other, third);
            case "apart" -> shop.group(actor, third);
            default -> throw new IllegalArgumentException(form);
        };
    }

    private String outcome(String form, String deed, ThreadId thread, UserId actor, UserId other) {
        return switch (deed) {
            case "sends" -> send(thread, actor, other);
            case "adds a third" -> tryTo(() -> shop.add(actor, thread, fourth));
            case "adds the other" -> tryTo(() -> shop.add(actor, thread, other));
            case "opens another" ->
                tryTo(() -> {
                    if (form.equals("direct")) {
                        // An existing direct thread is returned, so this creates a group of the two users.
                        shop.group(actor, other);
                    } else {
                        open(form, actor, other);
                    }
                });
            default -> throw new IllegalArgumentException(deed);
        };
    }

    /// Returns the effect of the fence on a send.
    private String send(ThreadId thread, UserId actor, UserId other) {
        if (!shop.fences.isWritable(thread, actor)) {
            return "ContactClosed";
        }
        return shop.fences.get(thread).hiddenPairs().contains(new BlockedPair(other, actor)) ? "hidden" : "done";
    }

    private static String tryTo(Runnable deed) {
        try {
            deed.run();
            return "done";
        } catch (ProblemException refused) {
            return refused.problem().getClass().getSimpleName();
        }
    }
}
