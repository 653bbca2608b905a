package dev.parley.message.log;

import static dev.parley.message.log.MessageLogContractStore.fence;
import static dev.parley.message.log.MessageLogContractStore.get;
import static dev.parley.message.log.MessageLogContractStore.history;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.problemOf;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static dev.parley.message.log.MessageLogContractStore.text;
import static dev.parley.message.log.MessageLogContractStore.unknownThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.MessageLog.Append;
import dev.parley.message.log.MessageLog.Appended;
import dev.parley.message.problem.MessageProblem.ContactNotAllowed;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.problem.MessageProblem.ThreadArchived;
import dev.parley.message.problem.MessageProblem.ThreadLocked;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What every engine of the log promises of fences.
public interface MessageLogContractFences extends MessageLogContractStore {

    @Test
    default void firstFenceOpensAnEmptyThread() {
        MessageLog log = open();
        ThreadId thread = unknownThread();
        assertThat(log.fence(thread)).isEmpty();
        assertThat(log.after(thread, 0, 10)).isEmpty();
        assertThat(log.positions(List.of(thread))).isEmpty();

        assertThat(log.setFence(fence(thread, 3, ALICE, BOB))).isEqualTo(3);

        var position = new MessageLog.Position(Head.EMPTY, 3);
        assertThat(log.fence(thread)).contains(fence(thread, 3, ALICE, BOB));
        assertThat(log.after(thread, 0, 10)).contains(new MessageLog.Page(List.of(), false, position));
        assertThat(log.before(thread, 10, 10)).contains(new MessageLog.Page(List.of(), false, position));
        assertThat(log.positions(List.of(thread, unknownThread()))).isEqualTo(Map.of(thread, position));
    }

    @Test
    default void fenceThatIsNotNewerChangesNothing() {
        MessageLog log = open();
        ThreadId thread = newThread(log);
        assertThat(log.setFence(fence(thread, 5, ALICE, BOB, CAROL))).isEqualTo(5);
        assertThat(log.setFence(fence(thread, 5, ALICE))).isEqualTo(5);
        assertThat(log.setFence(fence(thread, 4, ALICE))).isEqualTo(5);

        assertThat(open().fence(thread)).contains(fence(thread, 5, ALICE, BOB, CAROL));
        assertThat(history(log, thread)).hasSize(1);
    }

    @Test
    default void whoJoinedAndLeftIsTold() {
        MessageLog log = open();
        ThreadId thread = newThread(log);
        Frame before = sent(log, thread, "request-1");
        log.setFence(fence(thread, 2, BOB, CAROL));
        Frame after = sent(log, thread, BOB, "request-2");

        List<Frame> frames = history(log, thread);
        assertThat(frames).hasSize(4).startsWith(before).endsWith(after);
        assertThat(frames.get(1).content()).isEqualTo(new Frame.Joined(List.of(CAROL)));
        assertThat(frames.get(2).content()).isEqualTo(new Frame.Left(List.of(ALICE)));
        assertThat(frames.get(1).messageId()).isNotEqualTo(frames.get(2).messageId());
        assertThat(after.head()).isEqualTo(new Head(4, 2));
        assertThat(log.find(Map.of(frames.get(2).messageId(), thread)))
                .containsExactly(new MessageLog.Found(frames.get(2), 2));
    }

    @Test
    default void changeWithoutComingAndGoingWritesNoFrame() {
        MessageLog log = open();
        ThreadId thread = newThread(log);
        log.setFence(new Fence(thread, 2, Fence.Status.LOCKED, Map.of(ALICE, false, BOB, true)));
        assertThat(history(log, thread)).isEmpty();
        assertThat(log.fence(thread))
                .contains(new Fence(thread, 2, Fence.Status.LOCKED, Map.of(ALICE, false, BOB, true)));
    }

    @Test
    default void senderIsAdmittedAgainByTheStoredFence() {
        MessageLog log = open();
        ThreadId thread = newThread(log);
        Map<UserId, Boolean> both = Map.of(ALICE, false, BOB, false);
        log.setFence(fence(thread, 2, ALICE, BOB, CAROL));
        assertThat(get(log.append(text(thread, ALICE, "request-1", "text"))).replayed())
                .isFalse();

        log.setFence(new Fence(thread, 3, Fence.Status.LOCKED, both));
        assertThat(problemOf(log.append(text(thread, ALICE, "request-2", "text"))))
                .isEqualTo(new ThreadLocked(thread));
        log.setFence(new Fence(thread, 4, Fence.Status.ARCHIVED, both));
        assertThat(problemOf(log.append(text(thread, ALICE, "request-3", "text"))))
                .isEqualTo(new ThreadArchived(thread));
        log.setFence(new Fence(thread, 5, Fence.Status.OPEN, Map.of(ALICE, false, BOB, true)));
        assertThat(problemOf(log.append(text(thread, ALICE, "request-4", "text"))))
                .isEqualTo(new ContactNotAllowed(thread));
        log.setFence(fence(thread, 6, BOB));
        assertThat(problemOf(log.append(text(thread, ALICE, "request-5", "text"))))
                .isEqualTo(new ThreadAccessDenied(thread));
        assertThat(sent(log, thread, BOB, "request-6").ordinal()).isEqualTo(2);
    }

    @Test
    default void sendAfterTheReturnOfAFenceNeverSucceeds() {
        List<MessageLog> logs = List.of(open(), open());
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
                            Append append = text(thread, BOB, "caller-" + name + "-" + send, "text");
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
            assertThat(last.content()).isEqualTo(new Frame.Left(List.of(BOB)));
        }
    }

    @Test
    default void fencesThatRaceEndWithTheNewest() {
        List<MessageLog> logs = List.of(open(), open());
        ThreadId thread = unknownThread();
        try (var callers = new Callers()) {
            for (int version = 1; version <= 16; version++) {
                Fence fence = version % 2 == 0 ? fence(thread, version, ALICE) : fence(thread, version, ALICE, BOB);
                MessageLog log = logs.get(version % 2);
                callers.begin(() -> log.setFence(fence));
            }
            callers.awaitEnd();
        }
        assertThat(logs.getFirst().fence(thread)).contains(fence(thread, 16, ALICE));
        history(logs.getFirst(), thread);
    }

    @Test
    default void listenerHearsOfNoticesAndFences() {
        var heard = Collections.synchronizedList(new ArrayList<>());
        MessageLog log = open(Clock.systemUTC(), new LogListener() {
            @Override
            public void appended(ThreadId thread, List<Frame> frames) {
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
                .as("the listener hears what is stored, whatever comes late")
                .containsExactly(
                        fence(thread, 1, ALICE, BOB), history(log, thread).getFirst(), stored, stored, stored);
    }
}
