package dev.parley.message.receipt;

import static dev.parley.message.log.MessageLogContractStore.ALICE;
import static dev.parley.message.log.MessageLogContractStore.BOB;
import static dev.parley.message.log.MessageLogContractStore.CAROL;
import static dev.parley.message.log.MessageLogContractStore.get;
import static dev.parley.message.log.MessageLogContractStore.unknownThread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Member;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.MessageLogContractStore;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.message.relay.DirtyHeads.Place;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.testing.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/// Performs the same random history of one thread on two engines, and compares all that they return. The
/// second engine follows the rules of [CursorMove] and [CursorRow], so an engine that expresses a rule in its
/// own language cannot differ from them.
final class CursorComparison {

    /// An engine, whose parts use the clock of the comparison.
    record Engine(ContractLog log, CursorStore cursors, DirtyHeads heads) {}

    private static final List<UserId> USERS = List.of(ALICE, BOB, CAROL);
    private static final List<Duration> PAUSES = List.of(
            Duration.ofMillis(1),
            Duration.ofMillis(1_700),
            CursorRow.WINDOW.minusMillis(1),
            CursorRow.WINDOW,
            Duration.ofSeconds(17));

    private final Engine engine;
    private final Engine rules;
    private final MutableClock clock;
    private final Random random;
    private final ThreadId thread = unknownThread();
    private final List<String> history = new ArrayList<>();
    private final Map<UserId, Member> members = new HashMap<>(Map.of(ALICE, Member.PLAIN, BOB, Member.PLAIN));
    private Fence fence;
    private long head;
    private int requests;

    CursorComparison(Engine engine, Engine rules, MutableClock clock, Random random) {
        this.engine = engine;
        this.rules = rules;
        this.clock = clock;
        this.random = random;
        if (random.nextBoolean()) {
            members.put(CAROL, member(1));
        }
        this.fence = fence(1);
        setFence();
    }

    /// Performs one random operation, and compares its result and all cursors.
    void step() {
        if (random.nextInt(3) == 0) {
            Duration pause = PAUSES.get(random.nextInt(PAUSES.size()));
            history.add("after " + pause);
            clock.advance(pause);
        }
        UserId user = USERS.get(random.nextInt(USERS.size()));
        switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> send(user);
            case 4, 5, 6 -> {
                long to = random.nextLong(head + 2);
                same(user + " reads " + to, one -> one.cursors.advance(thread, user, to));
            }
            case 7, 8 -> {
                long to = random.nextLong(head + 1);
                same(user + " moves back to " + to, one -> one.cursors.moveBack(thread, user, to));
            }
            case 9 -> {
                long to = random.nextLong(head + 2);
                same(user + " receives " + to, one -> one.cursors.deliver(thread, user, to));
            }
            case 10 -> changeMembership();
            default -> relay();
        }
        compareCursors();
        compareAdvances(1 + random.nextLong(head + 1));
    }

    /// Compares the advances over every frame, before and after all sends are folded.
    void end() {
        for (int turn = 0; turn < 2; turn++) {
            for (long sequence = 1; sequence <= head; sequence++) {
                compareAdvances(sequence);
            }
            relay();
        }
    }

    private void send(UserId user) {
        if (fence.isParticipant(user)) {
            String request = "request-" + ++requests;
            same(
                    user + " sends",
                    one -> get(one.log.append(MessageLogContractStore.post(fence, user, request, Optional.empty())))
                            .frame());
        }
    }

    /// A user leaves, joins, returns, or leaves and returns between two fences; sometimes two at once.
    private void changeMembership() {
        long version = fence.version() + 1;
        int changes = 1 + random.nextInt(2);
        for (int change = 0; change < changes; change++) {
            UserId user = random.nextBoolean() ? BOB : CAROL;
            if (members.containsKey(user) && random.nextBoolean()) {
                members.remove(user);
            } else {
                members.put(user, member(version));
            }
        }
        fence = fence(version);
        setFence();
    }

    private Fence fence(long version) {
        Fence result = MessageLogContractStore.fence(thread, version, ALICE);
        for (Map.Entry<UserId, Member> member : members.entrySet()) {
            result = result.with(version, member.getKey(), member.getValue());
        }
        return result;
    }

    private static Member member(long version) {
        return Member.PLAIN.withJoin(new Member.Join(version, Optional.of(Actor.of(ALICE))));
    }

    private void setFence() {
        same("members are " + members.keySet(), one -> one.log.setFence(fence));
    }

    /// Folds the sends, and settles them or not.
    private void relay() {
        boolean settles = random.nextBoolean();
        same(settles ? "the relay folds and settles" : "the relay folds", one -> {
            List<DirtyHead> dirty = one.heads.dirty(List.of(DirtyHeads.shardOf(thread)), Place.START, 10_000).stream()
                    .filter(dirtyHead -> dirtyHead.thread().equals(thread))
                    .toList();
            if (settles) {
                one.heads.settle(dirty);
            }
            return dirty.stream()
                    .map(dirtyHead -> List.of(dirtyHead.head(), sorted(dirtyHead.cursors())))
                    .toList();
        });
    }

    private void compareCursors() {
        head = compared(
                "head",
                one -> one.log.states(List.of(thread)).get(thread).head().sequence());
        compared("cursors", one -> one.cursors.cursors(thread, USERS, "", 10));
        compared(
                "rows", one -> sorted(one.cursors.movedAfter(Map.of(thread, 0L)).getOrDefault(thread, List.of())));
    }

    private void compareAdvances(long sequence) {
        compared("who has read " + sequence, one -> one.cursors.advancesOver(thread, USERS, sequence));
    }

    private static List<Cursor> sorted(List<Cursor> cursors) {
        return cursors.stream()
                .sorted(Comparator.comparing(cursor -> cursor.user().value()))
                .toList();
    }

    /// Performs an operation, and compares its results.
    private void same(String operation, Function<Engine, ?> run) {
        history.add(operation);
        compared("result", run);
    }

    private <T> T compared(String what, Function<Engine, T> run) {
        Object expected = result(rules, run);
        assertThat(result(engine, run)).as(() -> String.join("\n", history)).isEqualTo(expected);
        @SuppressWarnings("unchecked")
        T same = (T) expected;
        return same;
    }

    private static Object result(Engine engine, Function<Engine, ?> run) {
        try {
            return run.apply(engine);
        } catch (ProblemException refused) {
            return refused.problem();
        }
    }
}
