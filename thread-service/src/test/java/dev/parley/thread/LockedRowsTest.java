package dev.parley.thread;

import static dev.parley.thread.ThreadWorld.DENIED;
import static dev.parley.thread.ThreadWorld.drafts;
import static dev.parley.thread.ThreadWorld.requestId;
import static dev.parley.thread.ThreadWorld.user;
import static dev.parley.thread.ThreadWorld.users;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import dev.parley.platform.testing.WireProblems;
import dev.parley.thread.v1.AddParticipantsRequest;
import dev.parley.thread.v1.Thread;
import io.grpc.StatusRuntimeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Another session of the database, such as that of an operator, holds rows for long.
@Timeout(120)
final class LockedRowsTest {
    private static final Duration SOON = Duration.ofMillis(1500);
    private static final Duration ANSWER = Duration.ofSeconds(6);
    private static final int CALLS = 50;
    private static final String OK = "OK";

    private static final TestDatabase DATABASE = TestPostgres.database();
    private static final ThreadWorld WORLD = new ThreadWorld(DATABASE.settingsFor("thread"));

    private record Answer(String reason, Duration time) {}

    @AfterAll
    static void stop() {
        WORLD.close();
    }

    private static Answer timed(Runnable call) {
        long begin = System.nanoTime();
        String reason = OK;
        try {
            call.run();
        } catch (StatusRuntimeException failure) {
            reason = WireProblems.errorInfo(failure).getReason();
        }
        return new Answer(reason, Duration.ofNanos(System.nanoTime() - begin));
    }

    private static Connection holding(String statement) throws SQLException {
        Connection holder = DATABASE.connect();
        holder.setAutoCommit(false);
        try (var lock = holder.createStatement()) {
            lock.execute(statement);
        }
        return holder;
    }

    private static Connection holding(Thread... threads) throws SQLException {
        var ids = List.of(threads).stream()
                .map(thread -> "'" + thread.getThreadId() + "'")
                .toList();
        return holding("select from thread.thread where thread_id in (" + String.join(",", ids) + ") for update");
    }

    private static AddParticipantsRequest adding(Thread thread, String user) {
        return AddParticipantsRequest.newBuilder()
                .setThreadId(thread.getThreadId())
                .setRequestId(requestId())
                .addAllParticipants(drafts(user))
                .build();
    }

    /// Makes each of these calls on a thread of their own, so that many wait at once.
    private static List<Future<Answer>> calls(ExecutorService callers, int count, Runnable call) {
        var all = new ArrayList<Future<Answer>>();
        for (int i = 0; i < count; i++) {
            all.add(callers.submit(() -> timed(call)));
        }
        return all;
    }

    /// Calls of others, from the moment on when the calls of the locked rows wait.
    private static void othersGoOn(String eve, List<Future<Answer>> waiting) {
        var other = WORLD.group(eve, user("eva"));
        int rounds = 0;
        while (rounds < 5 || waiting.stream().anyMatch(call -> !call.isDone())) {
            rounds++;
            assertThat(timed(() -> WORLD.add(eve, other, user("more"))))
                    .satisfies(LockedRowsTest::goesOn)
                    .as("adds");
            assertThat(timed(() -> WORLD.group(eve, user("new")))).satisfies(LockedRowsTest::goesOn);
            assertThat(timed(() -> WORLD.direct(user("one"), user("two")))).satisfies(LockedRowsTest::goesOn);
            assertThat(timed(() -> WORLD.block(user("one"), user("two"), true, 1)))
                    .satisfies(LockedRowsTest::goesOn);
            assertThat(timed(() -> WORLD.get(eve, other))).satisfies(LockedRowsTest::goesOn);
        }
    }

    private static void goesOn(Answer answer) {
        assertThat(answer.reason()).isEqualTo(OK);
        assertThat(answer.time()).isLessThan(SOON);
    }

    private static void assertAnswered(List<Future<Answer>> calls) throws Exception {
        for (Future<Answer> call : calls) {
            assertThat(call.get().reason()).isIn("STORE_UNAVAILABLE", "RATE_LIMITED");
            assertThat(call.get().time()).isLessThan(ANSWER);
        }
    }

    @Test
    void lockedThreadDelaysOnlyCallsOfItsParticipants() throws Exception {
        String ann = user("ann");
        String[] members = users(20);
        var locked = WORLD.group(ann, members);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor();
                Connection holder = holding(locked)) {
            var waiting =
                    calls(callers, CALLS / 2, () -> WORLD.participants(ann).addParticipants(adding(locked, user("x"))));
            for (String member : members) {
                waiting.addAll(calls(callers, 1, () -> WORLD.leave(member, locked)));
            }
            await().until(() -> isWaitedFor());
            var strangers = calls(callers, CALLS, () -> WORLD.add(user("stranger"), locked, user("y")));
            for (Future<Answer> stranger : strangers) {
                assertThat(stranger.get().reason()).isEqualTo(DENIED);
                assertThat(stranger.get().time()).isLessThan(SOON);
            }
            othersGoOn(ann, waiting);
            assertAnswered(waiting);
            holder.rollback();
        }
        assertThat(timed(() -> WORLD.leave(members[0], locked)).reason()).isEqualTo(OK);
    }

    /// A group of many, each of whom blocks another one.
    @Test
    void lockedThreadDelaysBlocksOfItsParticipantsAndNoOtherBlocks() throws Exception {
        String ann = user("ann");
        String[] members = users(CALLS);
        var locked = WORLD.group(ann, members);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor();
                Connection holder = holding(locked)) {
            var waiting = new ArrayList<Future<Answer>>();
            for (String member : members) {
                waiting.addAll(calls(callers, 1, () -> WORLD.block(member, ann, true, 1)));
            }
            await().until(() -> isWaitedFor());
            othersGoOn(ann, waiting);
            assertAnswered(waiting);
            holder.rollback();
        }
    }

    /// The other threads of the pair do not wait for the one that is locked.
    @Test
    void blockIsInForceInAllThreadsThatAreNotLocked() throws Exception {
        String ann = user("ann");
        String bob = user("bob");
        var direct = WORLD.direct(ann, bob).getThread();
        var locked = WORLD.group(ann, bob);
        var pair = WORLD.group(bob, ann);
        try (Connection holder = holding(locked)) {
            assertThat(timed(() -> WORLD.block(ann, bob, true, 1)).reason()).isEqualTo("STORE_UNAVAILABLE");
            assertThat(WORLD.fences.isWritable(direct.getThreadId(), bob)).isFalse();
            assertThat(WORLD.fences.isWritable(pair.getThreadId(), bob)).isFalse();
            holder.rollback();
        }
        assertThat(timed(() -> WORLD.block(ann, bob, true, 1)).reason()).isEqualTo(OK);
        assertThat(WORLD.fences.isWritable(locked.getThreadId(), bob)).isFalse();
    }

    @Test
    void lockedBlockDelaysNobodyElse() throws Exception {
        String ann = user("ann");
        String bob = user("bob");
        WORLD.block(ann, bob, true, 1);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor();
                Connection holder =
                        holding("select from thread.applied_block where blocker_id = '" + ann + "' for update")) {
            var waiting = calls(callers, CALLS, () -> WORLD.block(ann, bob, false, 2));
            await().until(() -> isWaitedFor());
            othersGoOn(bob, waiting);
            assertThat(timed(() -> WORLD.group(bob, user("cat")))).satisfies(LockedRowsTest::goesOn);
            assertAnswered(waiting);
            holder.rollback();
        }
    }

    /// As many threads as would hold every connection.
    @Test
    @Tag("full")
    void manyLockedThreadsOfOneUserDelayNobodyElse() throws Exception {
        String ann = user("ann");
        Thread[] locked = new Thread[CALLS / 2];
        for (int i = 0; i < locked.length; i++) {
            locked[i] = WORLD.group(ann, user("some"));
        }
        try (var callers = Executors.newVirtualThreadPerTaskExecutor();
                Connection holder = holding(locked)) {
            var waiting = new ArrayList<Future<Answer>>();
            for (Thread thread : locked) {
                waiting.addAll(calls(callers, 1, () -> WORLD.add(ann, thread, user("x"))));
            }
            await().until(() -> isWaitedFor());
            othersGoOn(user("eve"), waiting);
            assertAnswered(waiting);
            holder.rollback();
        }
    }

    private static boolean isWaitedFor() throws SQLException {
        try (Connection connection = DATABASE.connect();
                var query = connection.prepareStatement("""
                        select count(*) from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock'
                        """);
                var row = query.executeQuery()) {
            row.next();
            return row.getInt(1) > 0;
        }
    }
}
