package dev.parley.e2e.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.send.History;
import dev.parley.clientkit.send.Sending.Fate;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.message.v1.Cursor;
import dev.parley.message.v1.Message;
import dev.parley.platform.testing.Seeds;
import dev.parley.platform.testing.WireProblems;
import dev.parley.thread.v1.AddParticipantsRequest;
import dev.parley.thread.v1.LeaveThreadRequest;
import dev.parley.thread.v1.ListThreadsRequest;
import dev.parley.thread.v1.ParticipantDraft;
import dev.parley.thread.v1.Thread;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The blocked user creates, adds, leaves, returns, sends and reads at the moment of the block, also with a
/// second account. Nothing that begins after the acknowledgement reaches the blocker.
@ExtendWith(SharedServer.class)
final class BlockRaceTest {

    private static final int SEEDS = 3;
    private static final int RACERS = 6;
    private static final int MOVES = 8;

    private static final int SHARED = 150;
    private static final int SAMPLE = 10;
    private static final int CREATORS = 6;
    private static final int MOST_CALLS = 20;

    private final ParleyServer server;

    BlockRaceTest(ParleyServer server) {
        this.server = server;
    }

    @Test
    void nothingOfTheBlockedUserReachesTheBlockerAfterTheBlock() {
        Seeds.forEach(SEEDS, random -> new Play(random).run());
    }

    /// One race, with users of its own.
    private final class Play {

        private final Random random;
        private final User blocker = server.as(User.newId("blocker"));
        private final User blocked = server.as(User.newId("blocked"));
        private final User account = server.as(User.newId("account"));
        private final Queue<String> threads = new ConcurrentLinkedQueue<>();
        private final History sends = new History();

        Play(Random random) {
            this.random = random;
            threads.add(blocked.direct(blocker.userId()));
            threads.add(blocked.group(blocker.userId()));
            threads.add(blocked.group(blocker.userId(), account.userId()));
            threads.add(account.group(blocker.userId(), blocked.userId()));
            threads.forEach(thread -> blocker.send(thread, "Hello"));
        }

        void run() {
            long acknowledged = race();
            for (String thread : threads) {
                send(thread);
            }
            var late = sends.all().stream()
                    .filter(sending -> sending.begunNanos() > acknowledged)
                    .flatMap(sending -> sending.message().stream())
                    .map(Message::getMessageId)
                    .collect(Collectors.toSet());
            for (Thread thread : blocker.threads()
                    .listThreads(ListThreadsRequest.getDefaultInstance())
                    .getThreadsList()) {
                check(thread, late);
            }
        }

        /// Returns when the block was acknowledged.
        private long race() {
            long[] acknowledged = new long[1];
            var seeds = random.longs(RACERS).boxed().toList();
            try (var running = Executors.newVirtualThreadPerTaskExecutor()) {
                var racers = new ArrayList<Future<?>>();
                for (long seed : seeds) {
                    racers.add(running.submit(() -> moves(new Random(seed))));
                }
                sends.awaitAcked(1 + random.nextInt(RACERS));
                blocker.block(blocked.userId());
                acknowledged[0] = System.nanoTime();
                for (Future<?> racer : racers) {
                    racer.get();
                }
            } catch (ExecutionException failure) {
                throw new AssertionError(failure);
            } catch (InterruptedException stop) {
                java.lang.Thread.currentThread().interrupt();
                throw new AssertionError(stop);
            }
            return acknowledged[0];
        }

        private void moves(Random own) {
            var known = List.copyOf(threads);
            send(known.getFirst());
            for (int i = 0; i < MOVES; i++) {
                String thread = known.get(own.nextInt(known.size()));
                boolean self = own.nextBoolean();
                User by = self ? blocked : account;
                User other = self ? account : blocked;
                switch (own.nextInt(8)) {
                    case 0 -> attempt(() -> threads.add(by.group(blocker.userId())));
                    case 1 -> attempt(() -> threads.add(by.group(blocker.userId(), other.userId())));
                    case 2 -> attempt(() -> add(by, thread, other));
                    case 3 -> attempt(() -> leave(by, thread));
                    case 4 -> attempt(() -> blocked.markRead(thread, 1));
                    default -> send(thread);
                }
            }
        }

        private void send(String thread) {
            sends.send(blocked, User.draft(thread, User.newRequestId(), "From the blocked user"));
        }

        private void add(User by, String thread, User added) {
            by.participants()
                    .addParticipants(AddParticipantsRequest.newBuilder()
                            .setThreadId(thread)
                            .setRequestId(User.newRequestId())
                            .addParticipants(ParticipantDraft.newBuilder().setUserId(added.userId()))
                            .build());
        }

        private void leave(User by, String thread) {
            by.participants()
                    .leaveThread(LeaveThreadRequest.newBuilder()
                            .setThreadId(thread)
                            .setRequestId(User.newRequestId())
                            .build());
        }

        /// The messages that the blocker sees are also those that count.
        private void check(Thread thread, Set<String> late) {
            String id = thread.getThreadId();
            List<Message> seen = blocker.history(id);
            assertThat(seen).extracting(Message::getMessageId).noneMatch(late::contains);
            InboxRow row = await().ignoreExceptions().until(() -> blocker.row(id), _ -> true);
            long unread = seen.stream()
                    .filter(message -> message.getSequence() > row.getReadSequence())
                    .filter(message -> message.getSequence() <= row.getAsOfSequence())
                    .filter(message -> !message.hasSystemNotice())
                    .filter(message -> !message.getSenderId().equals(blocker.userId()))
                    .count();
            assertThat(row.getUnreadCount()).isEqualTo((int) unread);
            boolean two = thread.getParticipantCount() == 2;
            boolean both = thread.getParticipantPreviewList().stream()
                    .anyMatch(one -> one.getUserId().equals(blocked.userId()));
            if (two && both) {
                assertThat(thread.getMyPermissions().getCanSend()).isFalse();
                assertThat(blocker.cursors(id)).extracting(Cursor::getUserId).doesNotContain(blocked.userId());
            }
        }
    }

    /// A refusal by a right or by the block is as good as a success; a failure of the server is not.
    private static void attempt(Runnable move) {
        try {
            move.run();
        } catch (StatusRuntimeException refused) {
            assertThat(WireProblems.errorInfo(refused).getReason())
                    .isIn(
                            "CONTACT_NOT_ALLOWED",
                            "THREAD_ACCESS_DENIED",
                            "ROLE_MISSING",
                            "DIRECT_THREAD_FIXED",
                            "SEQUENCE_BEYOND_HEAD");
        }
    }

    /// The blocker waits for all shared threads. How many follow in one call depends on the machine, so a busy one
    /// needs some more calls; each continues where the last one ended.
    @Test
    void blockOfAUserInManySharedThreadsIsInForceAfterAFewCalls() {
        User blocker = server.as(User.newId("blocker"));
        User blocked = server.as(User.newId("blocked"));
        var shared = shared(blocker, blocked);
        int calls = 1;
        while (!isBlocked(blocker, blocked)) {
            assertThat(++calls).isLessThanOrEqualTo(MOST_CALLS);
        }
        var sends = new History();
        for (String thread : shared.subList(SHARED - SAMPLE, SHARED)) {
            sends.send(blocked, User.draft(thread, User.newRequestId(), "Under the block"));
            assertThat(blocker.history(thread)).isEmpty();
        }
        assertThat(sends.all(Fate.REFUSED)).hasSize(SAMPLE / 2);
        assertThat(sends.all(Fate.ACKED)).hasSize(SAMPLE / 2);
    }

    private static boolean isBlocked(User blocker, User blocked) {
        try {
            blocker.block(blocked.userId());
            return true;
        } catch (StatusRuntimeException unfinished) {
            assertThat(WireProblems.errorInfo(unfinished).getReason()).isEqualTo("DEPENDENCY_UNAVAILABLE");
            return false;
        }
    }

    /// Creates threads of the two users, and of both with a third one, in turns. A few at once: a service with 8
    /// connections to its store refuses what waits for one for 2 s.
    private static List<String> shared(User blocker, User blocked) {
        var made = new ArrayList<Future<String>>();
        try (var threads = Executors.newFixedThreadPool(CREATORS)) {
            for (int i = 0; i < SHARED; i++) {
                boolean two = i % 2 == 0;
                made.add(threads.submit(
                        () -> two ? blocker.group(blocked.userId()) : blocked.group(blocker.userId(), "usr_third")));
            }
        }
        return made.stream().map(BlockRaceTest::result).toList();
    }

    /// Fails with the cause, which [Future#resultNow] hides.
    private static String result(Future<String> made) {
        return switch (made.state()) {
            case SUCCESS -> made.resultNow();
            case FAILED -> throw new AssertionError("A thread was not created", made.exceptionNow());
            case RUNNING, CANCELLED -> throw new AssertionError("A creation is " + made.state());
        };
    }
}
