package dev.parley.message.postgres;

import static dev.parley.message.log.MessageLogContractStore.ALICE;
import static dev.parley.message.log.MessageLogContractStore.BOB;
import static dev.parley.message.log.MessageLogContractStore.CAROL;
import static dev.parley.message.log.MessageLogContractStore.fence;
import static dev.parley.message.log.MessageLogContractStore.history;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.problemOf;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static dev.parley.message.log.MessageLogContractStore.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.Frame;
import dev.parley.message.log.MessageLog.Page;
import dev.parley.message.log.MessageLogContractStore.SilentListener;
import dev.parley.message.log.Overlay;
import dev.parley.message.problem.MessageProblem.ThreadLocked;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Rows that a replica of a newer version wrote.
final class NewerRowsTest {

    private final LogDatabase database = LogDatabase.create();

    @Test
    void erasedMessageAndNoticeAreReadable() throws SQLException {
        try (var engine = new PostgresEngine(database.pool())) {
            ContractLog log = engine.open(Clock.systemUTC(), new SilentListener());
            ThreadId thread = newThread(log);
            sent(log, thread, "request-1");
            log.setFence(fence(thread, 2, ALICE, BOB, CAROL));
            run("update frame set actor_id = null, body = null, payload = null");

            List<Frame> erased = log.after(thread, 0, 10).orElseThrow().frames();

            assertThat(erased)
                    .extracting(Frame::content)
                    .containsExactly(
                            new Frame.Posted(Optional.empty(), "", Optional.empty()),
                            new Frame.Joined(List.of(), Optional.empty()));
        }
    }

    @Test
    void unknownKindIsAPositionAndUnknownStateIsDeleted() throws SQLException {
        try (var engine = new PostgresEngine(database.pool())) {
            ContractLog log = engine.open(Clock.systemUTC(), new SilentListener());
            ThreadId thread = newThread(log);
            Frame first = sent(log, thread, "request-1");
            Frame second = sent(log, thread, "request-2");
            run("update frame set kind = 9, body = 'caption', payload = '\\xff' where sequence = 1");
            run(
                    "insert into overlay (thread_id, sequence, version, update_sequence, body_sequence, text_sequence, state, screening)"
                            + " values ('" + thread.value() + "', 2, 1, 2, 2, 2, 7, 9)");

            Page page = log.after(thread, 0, 10).orElseThrow();
            assertThat(page.frames()).hasSize(2).endsWith(second);
            Frame unknown = page.frames().getFirst();
            assertThat(unknown.content())
                    .isEqualTo(new Frame.Unknown(
                            new Frame.Kind(9), Optional.of(Actor.of(ALICE)), Optional.empty(), "caption"));
            assertThat(unknown.head()).isEqualTo(first.head());
            Overlay overlay = page.overlays().get(2L);
            assertThat(overlay.state()).isEqualTo(Overlay.State.DELETED);
            assertThat(sent(log, thread, ALICE, "request-3").sequence()).isEqualTo(3);
        }
    }

    /// A replica that does not know a restriction must not write as if there were none.
    @Test
    void fenceOfANewerMeaningIsClosedForWritingAndReadable() throws SQLException {
        try (var engine = new PostgresEngine(database.pool())) {
            ContractLog log = engine.open(Clock.systemUTC(), new SilentListener());
            ThreadId thread = newThread(log);
            Frame first = sent(log, thread, "request-1");
            log.setFence(fence(thread, 2, ALICE, BOB));
            run("update fence set payload = set_byte(payload, 1, 99) where thread_id = '" + thread.value() + "'");

            assertThat(problemOf(log.append(text(thread, BOB, "request-2", "Closed"))))
                    .isEqualTo(new ThreadLocked(thread));
            Fence stored = log.fence(thread).orElseThrow();
            assertThat(stored.participants()).containsOnlyKeys(ALICE, BOB);
            assertThat(problemOf(() -> stored.admitWriter(ALICE, Instant.EPOCH)))
                    .isEqualTo(new ThreadLocked(thread));
            stored.admitReader(BOB);
            assertThat(history(log, thread)).containsExactly(first);
            log.setFence(fence(thread, 3, ALICE, BOB));
            assertThat(sent(log, thread, "request-2").sequence()).isEqualTo(2);
        }
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
