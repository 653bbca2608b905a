package dev.parley.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.process.ScratchFolder;
import dev.parley.e2e.process.Fleet;
import dev.parley.inbox.v1.InboxAdminServiceGrpc;
import dev.parley.inbox.v1.RebuildInboxRequest;
import dev.parley.inbox.v1.VerifyInboxRequest;
import dev.parley.server.v1.GetJobRequest;
import dev.parley.server.v1.Job;
import dev.parley.server.v1.JobServiceGrpc;
import dev.parley.server.v1.JobState;
import dev.parley.thread.v1.RebuildFencesRequest;
import dev.parley.thread.v1.ThreadAdminServiceGrpc;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// One database was restored from an older backup. Jobs make it equal to what it was before, also if their process is
/// killed.
@Tag("full")
@ResourceLock(Fleet.LOCK)
final class RestoredBackupTest {

    private static final int THREADS = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final List<String> INBOX =
            List.of("""
            select concat_ws('|', thread_id, thread_version, form, kind, subject, create_time, archived, participants,
                first_participants, participant_count, head_sequence, head_ordinal, message_id, message_time,
                hidden_ordinals, hidden_stamps)
            from inbox.thread_state order by thread_id
            """, "select r::text from inbox.inbox_row r order by user_id, thread_id", """
            select concat_ws('|', user_id, thread_id, folder, folders, lead, pin_rank, activity_time, unread)
            from inbox.inbox_place where folder > 0 order by user_id, thread_id, folder
            """);
    private static final List<String> FENCES = List.of(
            "select concat_ws('|', thread_id, version, payload) from message.fence order by thread_id",
            "select concat_ws('|', thread_id, sequence, fence_version) from message.thread_head order by thread_id");

    private static final ScratchFolder FOLDER = ScratchFolder.create();
    private static final Fleet FLEET = new Fleet(FOLDER);

    private final User alice = FLEET.as(User.newId("alice"));
    private final User bob = FLEET.as(User.newId("bob"));
    private final User carol = FLEET.as(User.newId("carol"));

    @BeforeEach
    void start() throws IOException {
        FLEET.start();
    }

    @AfterAll
    static void stop() {
        FLEET.close();
        FOLDER.close();
    }

    private List<String> threads() {
        var threads = new ArrayList<String>();
        threads.add(alice.direct(bob.userId()));
        for (int i = 1; i < THREADS; i++) {
            threads.add(alice.group(bob.userId(), carol.userId()));
        }
        for (int i = 0; i < THREADS; i++) {
            String thread = threads.get(i);
            for (int send = 0; send < i % 4; send++) {
                (send % 2 == 0 ? alice : bob).send(thread, "Message " + send);
            }
            if (i % 4 > 0 && i % 3 == 2) {
                bob.markRead(thread, 1);
            }
        }
        alice.block(carol.userId());
        carol.send(threads.get(7), "Hidden from Alice");
        bob.send(threads.get(7), "Visible to Alice");
        await().atMost(PATIENCE)
                .until(() -> dump(List.of(
                                "select thread_id from message.dirty_thread", "select key from thread.outbox"))
                        .isEmpty());
        return threads;
    }

    @Test
    void inboxThatLostEverythingIsAsBefore() throws IOException {
        threads();
        List<String> before = dump(INBOX);
        sql("delete from inbox.thread_state", "delete from inbox.inbox_row", "delete from inbox.inbox_place");
        Job job = InboxAdminServiceGrpc.newBlockingStub(FLEET.asOperator("inbox"))
                .rebuildInbox(RebuildInboxRequest.getDefaultInstance())
                .getJob();
        FLEET.kill("inbox");
        FLEET.restart("inbox");
        awaitEnd("inbox", job);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(dump(INBOX)).isEqualTo(before));
    }

    /// What the real owners say of an undamaged inbox is what it contains.
    @Test
    void damageIsFoundAndHealedWhateverItIs() {
        List<String> threads = threads();
        List<String> before = dump(INBOX);
        Job healthy = verified();
        assertThat(healthy.getFindingsList()).isEmpty();
        assertThat(healthy.getDoneCount()).isGreaterThanOrEqualTo(THREADS);
        sql(
                "update inbox.inbox_row set read_ordinal = read_ordinal + 1 where user_id = '" + bob.userId()
                        + "' and thread_id = '" + threads.get(5) + "'",
                "update inbox.thread_state set head_sequence = 99 where thread_id = '" + threads.get(6) + "'",
                "update inbox.inbox_row set hidden_ordinals = null, hidden_stamps = null where user_id = '"
                        + alice.userId() + "' and thread_id = '" + threads.get(7) + "'",
                "delete from inbox.inbox_place where thread_id = '" + threads.get(9) + "'");
        assertThat(verified().getUnrepairedCount()).isEqualTo(4);
        Job rebuilt = awaitEnd(
                "inbox",
                InboxAdminServiceGrpc.newBlockingStub(FLEET.asOperator("inbox"))
                        .rebuildInbox(RebuildInboxRequest.getDefaultInstance())
                        .getJob());
        assertThat(rebuilt.getRepairedCount()).isEqualTo(4);
        assertThat(dump(INBOX)).isEqualTo(before);
        assertThat(verified().getFindingsList()).isEmpty();
    }

    private static Job verified() {
        return awaitEnd(
                "inbox",
                InboxAdminServiceGrpc.newBlockingStub(FLEET.asOperator("inbox"))
                        .verifyInbox(VerifyInboxRequest.getDefaultInstance())
                        .getJob());
    }

    @Test
    void fencesThatWereLostAreAsBefore() throws IOException {
        List<String> threads = threads();
        List<String> before = dump(FENCES);
        String empty = threads.get(4);
        String older = threads.get(5);
        sql(
                "delete from message.fence where thread_id = '" + empty + "'",
                "delete from message.thread_head where thread_id = '" + empty + "'",
                "update message.fence set version = 1 where thread_id = '" + older + "'",
                "update message.thread_head set fence_version = 1 where thread_id = '" + older + "'");
        FLEET.kill("message");
        FLEET.restart("message");
        Job job = ThreadAdminServiceGrpc.newBlockingStub(FLEET.asOperator("thread"))
                .rebuildFences(RebuildFencesRequest.getDefaultInstance())
                .getJob();
        FLEET.kill("thread");
        FLEET.restart("thread");
        Job done = awaitEnd("thread", job);
        assertThat(done.getUnrepairedCount()).isZero();
        assertThat(dump(FENCES)).isEqualTo(before);
        assertThat(alice.send(empty, "The first message").getSequence()).isEqualTo(1);
    }

    private static Job awaitEnd(String service, Job job) {
        var jobs = JobServiceGrpc.newBlockingStub(FLEET.asOperator(service));
        var request = GetJobRequest.newBuilder().setJobId(job.getJobId()).build();
        await().atMost(PATIENCE).until(() -> jobs.getJob(request).getJob().getState() == JobState.JOB_STATE_SUCCEEDED);
        return jobs.getJob(request).getJob();
    }

    private static void sql(String... statements) {
        try (var connection = FLEET.connect();
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private static List<String> dump(List<String> queries) {
        var rows = new ArrayList<String>();
        try (var connection = FLEET.connect();
                var statement = connection.createStatement()) {
            for (String query : queries) {
                try (var result = statement.executeQuery(query)) {
                    while (result.next()) {
                        rows.add(result.getString(1));
                    }
                }
            }
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
        return rows;
    }
}
