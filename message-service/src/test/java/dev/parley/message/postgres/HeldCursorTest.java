package dev.parley.message.postgres;

import static dev.parley.message.log.MessageLogContractStore.ALICE;
import static dev.parley.message.log.MessageLogContractStore.BOB;
import static dev.parley.message.log.MessageLogContractStore.CAROL;
import static dev.parley.message.log.MessageLogContractStore.fence;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.problemOf;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Member;
import dev.parley.message.log.Callers;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.MessageLogContractStore.SilentListener;
import dev.parley.message.postgres.cursor.CursorWriter;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.CursorMove;
import dev.parley.message.receipt.CursorStore;
import dev.parley.message.receipt.CursorStore.Advance;
import dev.parley.message.receipt.PendingMove;
import dev.parley.message.relay.DirtyHeadsContract;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.testing.MutableClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The relay and a lane move a cursor in one statement, which has begun before it waits for the lock. What
/// another call has moved until then is neither lost nor overwritten.
final class HeldCursorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int OTHERS = 20;
    private static final String WAITING = """
            select count(*) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'
            """;

    private final LogDatabase database = LogDatabase.create();
    private final PostgresEngine engine = new PostgresEngine(database.pool());
    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final ContractLog log = engine.open(clock, new SilentListener());
    private final CursorStore cursors = engine.cursors(clock);
    private final ThreadId thread = newThread(log);

    @BeforeEach
    void readFirst() {
        sent(log, thread, ALICE, "request-1");
        sent(log, thread, ALICE, "request-2");
        cursors.advance(thread, BOB, 1);
        DirtyHeadsContract.all(engine.dirtyHeads());
        clock.advance(Duration.ofMinutes(1));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void relayKeepsTheAdvanceOfAMoveThatItWaitedFor() throws SQLException {
        Instant read = clock.instant();
        race(() -> {
            clock.advance(Duration.ofMinutes(1));
            sent(log, thread, BOB, "request-3");
            return () -> DirtyHeadsContract.all(engine.dirtyHeads());
        });
        assertThat(cursor().readSequence()).isEqualTo(3);
        assertThat(cursors.advancesOver(thread, List.of(BOB), 2)).containsExactly(new Advance(BOB, 2, read));
    }

    @Test
    void joinKeepsTheAdvanceOfAMoveThatItWaitedFor() throws SQLException {
        Instant read = clock.instant();
        log.setFence(fence(thread, 2, ALICE));
        var returned = Member.PLAIN.withJoin(new Member.Join(3, Optional.empty()));
        race(() -> () -> log.setFence(fence(thread, 3, ALICE).with(3, BOB, returned)));
        assertThat(cursor().epoch()).isEqualTo(new Cursor.Epoch(1, 3, 4));
        assertThat(cursors.advancesOver(thread, List.of(BOB), 2)).containsExactly(new Advance(BOB, 2, read));
    }

    /// What runs while the lock is held.
    private interface Late {
        /// Returns the call that then waits for the lock.
        Runnable prepare();
    }

    /// Bob reads up to 2, and another call waits behind that move.
    private void race(Late late) throws SQLException {
        try (var callers = new Callers();
                Connection holder = hold()) {
            var read = new PendingMove(CursorMove.READ, thread, BOB, 2, CursorStore.ANY_FENCE);
            assertThat(new CursorWriter(holder, clock.instant()).write(List.of(read)))
                    .isEmpty();
            callers.begin(late.prepare());
            awaitWaiting(1);
            holder.commit();
            callers.awaitEnd();
        }
    }

    /// A read in a thread that another session has locked waits for that session, and others do not.
    @Test
    void readOfALockedThreadDelaysNoOtherOne() throws SQLException {
        ThreadId other = newThread(log);
        sent(log, other, ALICE, "request-1");
        try (var callers = new Callers();
                Connection holder = hold()) {
            var locked = cursors.move(CursorMove.READ, thread, BOB, 2, CursorStore.ANY_FENCE);
            for (int number = 1; number <= OTHERS; number++) {
                var user = new UserId("usr_other_" + number);
                assertThat(cursors.advance(other, user, 1).readSequence()).isEqualTo(1);
            }
            assertThat(locked).isNotDone();
            holder.rollback();
            callers.begin(
                    () -> assertThat(CursorStore.await(locked).readSequence()).isEqualTo(2));
            callers.awaitEnd();
        }
    }

    @Test
    void readOfALockedCursorDelaysNoOtherOne() throws SQLException {
        cursors.advance(thread, CAROL, 1);
        try (Connection holder = database.connect()) {
            holder.setAutoCommit(false);
            try (var lock = holder.prepareStatement("select 1 from cursor where user_id = ? for update")) {
                lock.setString(1, BOB.value());
                lock.executeQuery();
            }
            var locked = cursors.move(CursorMove.READ, thread, BOB, 2, CursorStore.ANY_FENCE);
            assertThat(cursors.advance(thread, CAROL, 2).readSequence()).isEqualTo(2);
            assertThat(locked).isNotDone();
            holder.rollback();
            assertThat(CursorStore.await(locked).readSequence()).isEqualTo(2);
        }
    }

    private Cursor cursor() {
        return cursors.cursors(thread, List.of(BOB), "", 1).getFirst();
    }

    private Connection hold() throws SQLException {
        Connection holder = database.connect();
        holder.setAutoCommit(false);
        try (var lock = holder.prepareStatement("select 1 from thread_relay where thread_id = ? for update")) {
            lock.setString(1, thread.value());
            lock.executeQuery();
        }
        return holder;
    }

    private void awaitWaiting(long sessions) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> database.number(WAITING) == sessions);
    }

    /// The move back may have been made. A repeated one would undo what was read in the meantime.
    @Test
    void moveBackWhoseResponseIsLostDoesNotUndoWhatIsReadMeanwhile() {
        try (var pool = database.pool()) {
            var answers = new LostAnswers(pool, "update cursor c set move", () -> cursors.advance(thread, BOB, 2));
            var store = new PostgresCursorStore(new Database(answers.dataSource()), clock);
            answers.loseNext();

            assertThat(problemOf(() -> store.moveBack(thread, BOB, 0))).isInstanceOf(StoreUnavailable.class);

            assertThat(answers.isLost()).isTrue();
            assertThat(cursors.cursors(thread, List.of(BOB), "", 1).getFirst().readSequence())
                    .isEqualTo(2);
        }
    }
}
