package dev.parley.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import dev.parley.platform.testing.WireProblems;
import dev.parley.safety.v1.BlockServiceGrpc;
import dev.parley.safety.v1.BlockServiceGrpc.BlockServiceBlockingStub;
import dev.parley.safety.v1.BlockUserRequest;
import dev.parley.safety.v1.ListBlocksRequest;
import dev.parley.safety.v1.UnblockUserRequest;
import io.grpc.StatusRuntimeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Another session of the database, such as that of an operator, holds blocks for long.
@Timeout(120)
@ExtendWith(SafetyUnderTest.Shared.class)
final class LockedBlocksTest {

    private static final Duration SOON = Duration.ofMillis(1500);
    private static final Duration ANSWER = Duration.ofSeconds(6);
    private static final int CALLS = 50;
    private static final String OK = "OK";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ServiceUnderTest safety;
    private final TestDatabase database;

    LockedBlocksTest(SafetyUnderTest shared) {
        safety = shared.service();
        database = shared.database();
    }

    private record Answer(String reason, Duration time) {}

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

    private static void goesOn(Answer answer) {
        assertThat(answer.reason()).isEqualTo(OK);
        assertThat(answer.time()).isLessThan(SOON);
    }

    private static String user() {
        return "usr_locked" + NUMBER.incrementAndGet();
    }

    private BlockServiceBlockingStub as(String user) {
        return BlockServiceGrpc.newBlockingStub(safety.as(user));
    }

    private void block(String blocker, String blocked) {
        as(blocker).blockUser(BlockUserRequest.newBuilder().setUserId(blocked).build());
    }

    private void unblock(String blocker, String blocked) {
        as(blocker)
                .unblockUser(UnblockUserRequest.newBuilder().setUserId(blocked).build());
    }

    private Connection holding(String blocker) throws SQLException {
        Connection holder = database.connect();
        holder.setAutoCommit(false);
        try (var lock = holder.createStatement()) {
            lock.execute("select from safety.block where blocker_id = '" + blocker + "' for update");
        }
        return holder;
    }

    @Test
    void lockedBlockDelaysNobodyElse() throws Exception {
        String ann = user();
        String bob = user();
        block(ann, bob);
        othersGoOnDuring(ann, ann, () -> unblock(ann, bob));
        unblock(ann, bob);
    }

    /// As many blocks as would hold every connection.
    @Test
    void manyLockedBlocksOfOneUserDelayNobodyElse() throws Exception {
        String ann = user();
        var blocked = new ArrayList<String>();
        for (int i = 0; i < CALLS; i++) {
            blocked.add(user());
            block(ann, blocked.getLast());
        }
        var next = new AtomicInteger();
        othersGoOnDuring(ann, user(), () -> unblock(ann, blocked.get(next.getAndIncrement() % CALLS)));
    }

    private void othersGoOnDuring(String holdsBlocks, String eve, Runnable call) throws Exception {
        var waiting = new ArrayList<Future<Answer>>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor();
                Connection holder = holding(holdsBlocks)) {
            for (int i = 0; i < CALLS; i++) {
                waiting.add(callers.submit(() -> timed(call)));
            }
            await().until(this::isWaitedFor);
            int rounds = 0;
            while (rounds++ < 5 || waiting.stream().anyMatch(one -> !one.isDone())) {
                assertThat(timed(() -> block(eve, user()))).satisfies(LockedBlocksTest::goesOn);
                assertThat(timed(() -> as(eve).listBlocks(ListBlocksRequest.getDefaultInstance())))
                        .satisfies(LockedBlocksTest::goesOn);
            }
            for (Future<Answer> one : waiting) {
                assertThat(one.get().reason()).isIn("STORE_UNAVAILABLE", "RATE_LIMITED");
                assertThat(one.get().time()).isLessThan(ANSWER);
            }
            holder.rollback();
        }
    }

    private boolean isWaitedFor() throws SQLException {
        try (Connection connection = database.connect();
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
