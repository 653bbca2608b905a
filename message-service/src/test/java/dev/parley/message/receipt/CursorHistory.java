package dev.parley.message.receipt;

import static dev.parley.message.log.MessageLogContractStore.ALICE;
import static dev.parley.message.log.MessageLogContractStore.BOB;
import static dev.parley.message.log.MessageLogContractStore.get;
import static dev.parley.message.log.MessageLogContractStore.unknownThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Member;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.MessageLogContractStore;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.message.relay.DirtyHeads.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/// A random history of the cursors of one thread in a store, next to a model that does not fold.
final class CursorHistory {

    /// A cursor in the model.
    private static final class Expected {
        long read;
        long delivered;
        long epoch;
        long join;
        long start;

        void reach(long sequence) {
            read = sequence;
            delivered = Math.max(delivered, sequence);
        }

        void begin(long sequence) {
            epoch++;
            reach(sequence);
        }
    }

    private final ContractLog log;
    private final CursorStore cursors;
    private final DirtyHeads heads;
    private final Random random;
    private final ThreadId thread = unknownThread();
    private final Map<UserId, Expected> expected = new TreeMap<>(Map.of(ALICE, new Expected(), BOB, new Expected()));
    private final List<Cursor> reported = new ArrayList<>();
    private final List<Cursor> seen = new ArrayList<>();
    private Fence fence;
    private long head;
    private int requests;

    CursorHistory(ContractLog log, CursorStore cursors, DirtyHeads heads, Random random) {
        this.log = log;
        this.cursors = cursors;
        this.heads = heads;
        this.random = random;
        this.fence = MessageLogContractStore.fence(thread, 1, ALICE, BOB);
        log.setFence(fence);
    }

    /// Performs one random operation.
    void step() {
        UserId user = random.nextBoolean() ? ALICE : BOB;
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> send(user);
            case 4, 5 -> advance(user);
            case 6, 7 -> moveBack(user);
            case 8, 9 -> deliver(user);
            case 10 -> leaveOrReturn();
            default -> report();
        }
    }

    private void send(UserId user) {
        if (fence.isParticipant(user)) {
            get(log.append(MessageLogContractStore.post(fence, user, "request-" + ++requests, Optional.empty())));
            model(user).reach(++head);
        }
    }

    private void advance(UserId user) {
        if (head > 0) {
            long to = 1 + random.nextLong(head);
            seen.add(cursors.advance(thread, user, to));
            if (to > model(user).read) {
                model(user).reach(to);
            }
        }
    }

    private void moveBack(UserId user) {
        long to = random.nextLong(head + 1);
        cursors.moveBack(thread, user, to);
        if (to < model(user).read) {
            model(user).begin(to);
        }
    }

    private void deliver(UserId user) {
        if (head > 0) {
            long to = 1 + random.nextLong(head);
            cursors.deliver(thread, user, to);
            model(user).delivered = Math.max(model(user).delivered, to);
        }
    }

    /// Bob leaves, returns, or does both between two fences.
    private void leaveOrReturn() {
        long version = fence.version() + 1;
        boolean leaves = fence.isParticipant(BOB) && random.nextBoolean();
        Member alice = fence.participants().get(ALICE);
        fence = MessageLogContractStore.fence(thread, version, ALICE).with(version, ALICE, alice);
        if (!leaves) {
            fence = fence.with(version, BOB, Member.PLAIN.withJoin(new Member.Join(version, Optional.empty())));
        }
        boolean unknownJoin = log.fence(thread).orElseThrow().isParticipant(BOB)
                && log.fence(thread)
                                .orElseThrow()
                                .participants()
                                .get(BOB)
                                .join()
                                .version()
                        == 0;
        log.setFence(fence);
        if (leaves) {
            head++;
        } else if (!unknownJoin) {
            model(BOB).begin(++head);
            model(BOB).join = version;
            model(BOB).start = head;
        }
    }

    /// Folds, and reports the changes to the inbox, which may receive them twice.
    private void report() {
        Optional<DirtyHead> offered = heads.dirty(List.of(DirtyHeads.shardOf(thread)), Place.START, 10_000).stream()
                .filter(one -> one.thread().equals(thread))
                .findFirst();
        offered.ifPresent(one -> reported.addAll(one.cursors()));
        offered.filter(one -> random.nextInt(3) > 0).ifPresent(one -> heads.settle(List.of(one)));
    }

    private Expected model(UserId user) {
        return expected.getOrDefault(user, new Expected());
    }

    /// The cursors equal those of the model, folded or not.
    void assertShown() {
        List<Cursor> shown = cursors.cursors(thread, expected.keySet(), "", 10);
        seen.addAll(shown);
        var of = new TreeMap<UserId, Cursor>();
        shown.forEach(cursor -> of.put(cursor.user(), cursor));
        expected.forEach((user, model) -> {
            Cursor cursor = of.getOrDefault(user, new Cursor(user, 0, 0, java.time.Instant.EPOCH));
            assertThat(tuple(
                            cursor.readSequence(),
                            cursor.deliveredSequence(),
                            cursor.epoch().number(),
                            cursor.epoch().joinVersion(),
                            cursor.epoch().joinSequence()))
                    .as("the cursor of %s", user)
                    .isEqualTo(tuple(model.read, model.delivered, model.epoch, model.join, model.start));
        });
    }

    /// Everything that was reported or shown, merged in any order, results in the final state.
    void assertReported() {
        report();
        Collections.shuffle(reported, random);
        Collections.shuffle(seen, random);
        expected.forEach((user, model) -> {
            reported.stream()
                    .filter(cursor -> cursor.user().equals(user))
                    .reduce(Cursor::merge)
                    .ifPresentOrElse(
                            cursor -> {
                                assertThat(cursor.readSequence()).isEqualTo(model.read);
                                assertThat(cursor.epoch())
                                        .isEqualTo(new Cursor.Epoch(model.epoch, model.join, model.start));
                            },
                            () -> assertThat(model.read).isZero());
            seen.stream()
                    .filter(cursor -> cursor.user().equals(user))
                    .reduce(Cursor::merge)
                    .ifPresent(cursor -> assertThat(tuple(cursor.readSequence(), cursor.deliveredSequence()))
                            .isEqualTo(tuple(model.read, model.delivered)));
        });
    }
}
