package dev.parley.message.log;

import static dev.parley.message.log.MessageLogContractStore.fence;
import static dev.parley.message.log.MessageLogContractStore.get;
import static dev.parley.message.log.MessageLogContractStore.history;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.post;
import static dev.parley.message.log.MessageLogContractStore.problemOf;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static dev.parley.message.log.MessageLogContractStore.text;
import static dev.parley.message.log.MessageLogContractStore.unknownThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Departure;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.FenceStore;
import dev.parley.message.fence.Gate;
import dev.parley.message.fence.HiddenPairs;
import dev.parley.message.fence.Member;
import dev.parley.message.fence.Standing;
import dev.parley.message.fence.Standing.Status;
import dev.parley.message.log.MessageLog.Appended;
import dev.parley.message.problem.MessageProblem.ContactNotAllowed;
import dev.parley.message.problem.MessageProblem.MessageNotFound;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.problem.MessageProblem.ThreadArchived;
import dev.parley.message.problem.MessageProblem.ThreadLocked;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The contract of every engine for fences.
public interface MessageLogContractFences extends MessageLogContractStore {

    @Test
    default void firstFenceOpensAnEmptyThread() {
        ContractLog log = open();
        ThreadId thread = unknownThread();
        assertThat(log.fence(thread)).isEmpty();
        assertThat(log.after(thread, 0, 10)).isEmpty();
        assertThat(log.states(List.of(thread))).isEmpty();

        assertThat(log.setFence(fence(thread, 3, ALICE, BOB))).isEqualTo(3);

        var state = new MessageLog.LogState(Head.EMPTY, 3, 1, 0, 0, MessageLogContractStore.timeline(log));
        assertThat(log.fence(thread)).contains(fence(thread, 3, ALICE, BOB));
        assertThat(log.after(thread, 0, 10)).contains(new MessageLog.Page(List.of(), Map.of(), Map.of(), false, state));
        assertThat(log.before(thread, 10, 10))
                .contains(new MessageLog.Page(List.of(), Map.of(), Map.of(), false, state));
        assertThat(log.states(List.of(thread, unknownThread()))).isEqualTo(Map.of(thread, state));
    }

    @Test
    default void fenceThatIsNotNewerChangesNothing() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        assertThat(log.setFence(fence(thread, 5, ALICE, BOB, CAROL))).isEqualTo(5);
        assertThat(log.setFence(fence(thread, 5, ALICE))).isEqualTo(5);
        assertThat(log.setFence(fence(thread, 4, ALICE))).isEqualTo(5);

        assertThat(open().fence(thread)).contains(fence(thread, 5, ALICE, BOB, CAROL));
        assertThat(history(log, thread)).hasSize(1);
    }

    @Test
    default void joinsAndDeparturesBecomeNotices() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame before = sent(log, thread, "request-1");
        log.setFence(fence(thread, 2, BOB, CAROL));
        Frame after = sent(log, thread, BOB, "request-2");

        List<Frame> frames = history(log, thread);
        assertThat(frames).hasSize(4).startsWith(before).endsWith(after);
        assertThat(frames.get(1).content()).isEqualTo(new Frame.Joined(List.of(CAROL), Optional.empty()));
        assertThat(frames.get(2).content()).isEqualTo(left(ALICE));
        assertThat(frames.get(1).id()).isNotEqualTo(frames.get(2).id());
        assertThat(after.head()).isEqualTo(new Head(4, 2));
    }

    @Test
    default void changeWithoutJoinOrDepartureWritesNoFrame() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Fence closed =
                Fence.of(thread, 2, Status.LOCKED, ALICE, BOB).with(2, BOB, Member.PLAIN.withContactClosed(true));
        log.setFence(closed);
        assertThat(history(log, thread)).isEmpty();
        assertThat(log.fence(thread)).contains(closed);
    }

    @Test
    default void senderIsAdmittedAgainByTheStoredFence() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        log.setFence(fence(thread, 2, ALICE, BOB, CAROL));
        assertThat(get(log.append(text(thread, ALICE, "request-1", "text"))).replayed())
                .isFalse();

        log.setFence(Fence.of(thread, 3, Status.LOCKED, ALICE, BOB));
        assertThat(problemOf(log.append(text(thread, ALICE, "request-2", "text"))))
                .isEqualTo(new ThreadLocked(thread));
        log.setFence(Fence.of(thread, 4, Status.ARCHIVED, ALICE, BOB));
        assertThat(problemOf(log.append(text(thread, ALICE, "request-3", "text"))))
                .isEqualTo(new ThreadArchived(thread));
        log.setFence(fence(thread, 5, ALICE, BOB).with(5, BOB, Member.PLAIN.withContactClosed(true)));
        assertThat(problemOf(log.append(text(thread, ALICE, "request-4", "text"))))
                .isEqualTo(new ContactNotAllowed(thread));
        log.setFence(fence(thread, 6, BOB));
        assertThat(problemOf(log.append(text(thread, ALICE, "request-5", "text"))))
                .isEqualTo(new ThreadAccessDenied(thread));
        assertThat(sent(log, thread, BOB, "request-6").ordinal()).isEqualTo(2);
    }

    @Test
    default void fenceThatAddsNoFrameHoldsForAnotherReplicaThatRemembersTheHead() {
        ContractLog here = open();
        ContractLog there = open();
        ThreadId thread = newThread(here);
        sent(here, thread, ALICE, "request-1");
        there.setFence(fence(thread, 2, ALICE, BOB).with(2, BOB, Member.PLAIN.withContactClosed(true)));
        assertThat(problemOf(here.append(text(thread, ALICE, "request-2", "text"))))
                .isEqualTo(new ContactNotAllowed(thread));
    }

    @Test
    default void sendAfterTheReturnOfAFenceNeverSucceeds() {
        List<ContractLog> logs = List.of(open(), open());
        for (int round = 0; round < 10; round++) {
            ThreadId thread = newThread(logs.getFirst());
            var fenced = new AtomicBoolean();
            var sent = new AtomicInteger();
            List<CompletableFuture<Appended>> late = Collections.synchronizedList(new ArrayList<>());
            try (var callers = new Callers()) {
                for (int caller = 0; caller < 8; caller++) {
                    int name = caller;
                    callers.begin(() -> {
                        for (int send = 0; late.size() < 50 && !Thread.interrupted(); send++) {
                            boolean after = fenced.get();
                            Post append = text(thread, BOB, "caller-" + name + "-" + send, "text");
                            CompletableFuture<Appended> result =
                                    logs.get(name % 2).append(append);
                            if (after) {
                                late.add(result);
                            }
                            result.exceptionally(denied -> null).join();
                            sent.incrementAndGet();
                        }
                    });
                }
                await().until(() -> sent.get() >= 20);
                logs.get(round % 2).setFence(fence(thread, 2, ALICE));
                fenced.set(true);
                callers.awaitEnd();
            }
            assertThat(late).allMatch(CompletableFuture::isCompletedExceptionally);
            Frame last = history(logs.getFirst(), thread).getLast();
            assertThat(last.content()).isEqualTo(left(BOB));
        }
    }

    @Test
    default void racingFencesEndWithTheNewest() {
        List<ContractLog> logs = List.of(open(), open());
        ThreadId thread = unknownThread();
        try (var callers = new Callers()) {
            for (int version = 1; version <= 16; version++) {
                Fence fence = version % 2 == 0 ? fence(thread, version, ALICE) : fence(thread, version, ALICE, BOB);
                ContractLog log = logs.get(version % 2);
                callers.begin(() -> log.setFence(fence));
            }
            callers.awaitEnd();
        }
        assertThat(logs.getFirst().fence(thread)).contains(fence(thread, 16, ALICE));
        history(logs.getFirst(), thread);
    }

    @Test
    default void listenerIsNotifiedOfNoticesAndFences() {
        var heard = Collections.synchronizedList(new ArrayList<>());
        ContractLog log = open(Clock.systemUTC(), new LogListener() {
            @Override
            public void appended(
                    ThreadId thread, List<Frame> frames, List<Overlay> overlays, List<HiddenMessage> hidden) {
                heard.addAll(frames);
            }

            @Override
            public void fenced(Fence fence) {
                heard.add(fence);
            }
        });
        ThreadId thread = newThread(log);
        log.setFence(fence(thread, 2, ALICE));
        log.setFence(fence(thread, 1, ALICE, CAROL));
        log.setFence(fence(thread, 2, ALICE, CAROL));

        Fence stored = fence(thread, 2, ALICE);
        assertThat(heard)
                .as("the listener is notified of what is stored, whatever arrives late")
                .containsExactly(
                        fence(thread, 1, ALICE, BOB),
                        stored,
                        history(log, thread).getFirst(),
                        stored,
                        stored);
    }

    @Test
    default void noticesNameTheirActorsAndCauses() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        var dave = new UserId("usr_dave");
        var support = new Actor("service:support");
        Fence joined = fence(thread, 2, ALICE, BOB, CAROL, dave)
                .with(2, CAROL, Member.PLAIN.withJoinedBy(Actor.of(ALICE)))
                .with(2, dave, Member.PLAIN.withJoinedBy(support));
        log.setFence(joined);
        Fence left = new Fence(
                thread,
                3,
                Standing.OPEN,
                Map.of(ALICE, Member.PLAIN),
                Optional.empty(),
                HiddenPairs.NONE,
                List.of(
                        new Departure(BOB, Optional.of(Actor.of(BOB)), Departure.Cause.LEFT),
                        new Departure(CAROL, Optional.of(support), Departure.Cause.REMOVED),
                        new Departure(dave, Optional.of(support), Departure.Cause.REMOVED)));
        log.setFence(left);
        assertThat(history(log, thread))
                .extracting(Frame::content)
                .containsExactly(
                        new Frame.Joined(List.of(dave), Optional.of(support)),
                        new Frame.Joined(List.of(CAROL), Optional.of(Actor.of(ALICE))),
                        new Frame.Left(List.of(BOB), Optional.of(Actor.of(BOB)), Departure.Cause.LEFT),
                        new Frame.Left(List.of(CAROL, dave), Optional.of(support), Departure.Cause.REMOVED));
        assertThat(history(log, thread))
                .noneMatch(frame -> frame.content().kind().isMessage());
        assertThat(log.fence(thread)).contains(left);
    }

    @Test
    default void everyPartOfAFenceComesBack() {
        ContractLog log = open();
        ThreadId thread = unknownThread();
        var member = new Member(
                new Member.Roles(Member.MarketplaceRole.PROVIDER, Member.GroupRole.ADMIN),
                Optional.of(Instant.parse("2026-01-02T03:04:05.678Z")),
                17,
                true,
                new Member.Join(7, Optional.of(new Actor("service:thread"))));
        var fence = new Fence(
                thread,
                1,
                new Standing(
                        Standing.Form.DIRECT,
                        Standing.Kind.BOOKING,
                        Status.UNKNOWN,
                        true,
                        Optional.of(Duration.ofSeconds(30)),
                        false),
                Map.of(ALICE, Member.PLAIN, BOB, member, CAROL, Member.PLAIN),
                Optional.of(new Gate(Gate.State.CLOSED, BOB, 3)),
                HiddenPairs.of(List.of(
                        new HiddenPairs.Pair(ALICE, BOB),
                        new HiddenPairs.Pair(CAROL, BOB),
                        new HiddenPairs.Pair(BOB, CAROL))),
                List.of(new Departure(new UserId("usr_gone"), Optional.empty(), Departure.Cause.LEFT)));
        log.setFence(fence);
        assertThat(open().fence(thread)).contains(fence);
    }

    @Test
    default void eachOfManyFencesGetsOneResult() {
        ContractLog log = open();
        List<ThreadId> threads = java.util.stream.Stream.generate(MessageLogContractStore::unknownThread)
                .limit(20)
                .toList();
        log.setFence(fence(threads.getFirst(), 7, ALICE));
        List<FenceStore.Result> results = log.fences()
                .setFences(threads.stream()
                        .map(thread -> fence(thread, 2, ALICE, BOB))
                        .toList());
        assertThat(results.getFirst()).isEqualTo(new FenceStore.Result.Stored(7, 0, true));
        assertThat(results.subList(1, 20)).containsOnly(new FenceStore.Result.Stored(2, 0));
        assertThat(log.fences().fences(threads)).hasSize(20);
        assertThat(log.fences().setFences(List.of())).isEmpty();
    }

    @Test
    default void resultContainsTheHeadThatTheNoticesReached() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        log.setFence(fence(thread, 5, ALICE, BOB));
        long before = head(log, thread);
        var joined = log.fences().setFences(List.of(fence(thread, 6, ALICE, BOB, CAROL)));
        assertThat(joined).containsExactly(new FenceStore.Result.Stored(6, before + 1));
        assertThat(head(log, thread)).isEqualTo(before + 1);
        var old = log.fences().setFences(List.of(fence(thread, 5, ALICE, BOB)));
        assertThat(old).containsExactly(new FenceStore.Result.Stored(6, before + 1, true));
        var same = log.fences().setFences(List.of(fence(thread, 6, CAROL, BOB, ALICE)));
        assertThat(same).containsExactly(new FenceStore.Result.Stored(6, before + 1, false));
        var other = log.fences().setFences(List.of(fence(thread, 6, ALICE, BOB)));
        assertThat(other)
                .as("the same version with other rights")
                .containsExactly(new FenceStore.Result.Stored(6, before + 1, true));
    }

    private static long head(ContractLog log, ThreadId thread) {
        return Optional.ofNullable(log.states(List.of(thread)).get(thread))
                .orElseThrow()
                .head()
                .sequence();
    }

    @Test
    default void gateIsCheckedInTheAppend() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Fence gated = fence(thread, 2, ALICE, BOB).with(2, new Gate(Gate.State.PENDING, ALICE, 3));
        log.setFence(gated);
        List<CompletableFuture<Appended>> sends = new ArrayList<>();
        for (int send = 0; send < 6; send++) {
            sends.add(log.append(text(thread, ALICE, "request-" + send, "text")));
        }
        sends.subList(0, 3).forEach(MessageLogContractStore::get);
        sends.subList(3, 6).forEach(late -> assertThat(problemOf(late)).isEqualTo(new ContactNotAllowed(thread)));
        assertThat(sent(log, thread, BOB, "request-bob").ordinal()).isEqualTo(4);
        log.setFence(fence(thread, 3, ALICE, BOB).with(3, new Gate(Gate.State.ACCEPTED, ALICE, 3)));
        assertThat(sent(log, thread, ALICE, "request-9").ordinal()).isEqualTo(5);
        log.setFence(fence(thread, 4, ALICE, BOB).with(4, new Gate(Gate.State.CLOSED, ALICE, 99)));
        assertThat(problemOf(log.append(text(thread, ALICE, "request-10", "text"))))
                .isEqualTo(new ContactNotAllowed(thread));
        assertThat(sent(log, thread, BOB, "request-11").ordinal()).isEqualTo(6);
    }

    @Test
    default void hiddenOrdinalsAreWrittenWithTheMessage() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        log.setFence(fence(thread, 2, ALICE, BOB, CAROL));
        sent(log, thread, BOB, "request-1");
        log.setFence(
                fence(thread, 3, ALICE, BOB, CAROL).with(3, HiddenPairs.of(List.of(new HiddenPairs.Pair(CAROL, BOB)))));
        Frame hidden = sent(log, thread, BOB, "request-2");
        sent(log, thread, ALICE, "request-3");
        log.setFence(fence(thread, 4, ALICE, BOB, CAROL));
        sent(log, thread, BOB, "request-4");
        assertThat(history(log, thread))
                .as("no frames other than messages and one join")
                .hasSize(5);
        assertThat(log.after(thread, 0, 100).orElseThrow().hiddenFor())
                .isEqualTo(Map.of(hidden.sequence(), Set.of(CAROL)));
    }

    @Test
    default void fenceOfAnotherInstanceLiftsARefusal() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame early = sent(log, thread, BOB, "request-1");
        Fence closed = fence(thread, 2, ALICE, BOB)
                .with(2, ALICE, Member.PLAIN.withHistoryFrom(early.sequence() + 1))
                .with(2, new Gate(Gate.State.PENDING, BOB, 1));
        log.setFence(closed);
        Post gated = post(closed, BOB, "request-2", Optional.empty());
        Post answer = post(closed, ALICE, "request-3", Optional.of(early.messageId()));
        for (int again = 0; again < 3; again++) {
            assertThat(problemOf(log.append(gated))).isEqualTo(new ContactNotAllowed(thread));
            assertThat(problemOf(log.append(answer))).isEqualTo(new MessageNotFound(thread, early.messageId()));
        }
        open().setFence(fence(thread, 3, ALICE, BOB));
        assertThat(get(log.append(gated)).frame().sequence()).isEqualTo(2);
        open().setFence(closed.with(4, new Gate(Gate.State.PENDING, BOB, 2)));
        assertThat(problemOf(log.append(answer))).isEqualTo(new MessageNotFound(thread, early.messageId()));
        open().setFence(fence(thread, 5, ALICE, BOB));
        assertThat(get(log.append(answer)).frame().sequence()).isEqualTo(3);
    }

    private static Frame.Left left(UserId user) {
        return new Frame.Left(List.of(user), Optional.empty(), Departure.Cause.REMOVED);
    }
}
