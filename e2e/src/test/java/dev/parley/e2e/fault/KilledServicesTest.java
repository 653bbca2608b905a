package dev.parley.e2e.fault;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.clientkit.process.ScratchFolder;
import dev.parley.clientkit.send.History;
import dev.parley.clientkit.send.Sending;
import dev.parley.clientkit.send.Sending.Fate;
import dev.parley.e2e.check.FeedCheck;
import dev.parley.e2e.check.InboxCheck;
import dev.parley.e2e.check.LogCheck;
import dev.parley.e2e.load.Talkers;
import dev.parley.e2e.process.Fleet;
import dev.parley.message.v1.Message;
import dev.parley.thread.v1.AddParticipantsRequest;
import dev.parley.thread.v1.ParticipantDraft;
import dev.parley.thread.v1.RemoveParticipantRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Kills single services, as by `kill -9`, while they still have to deliver something to another service.
@Tag("full")
@ResourceLock(Fleet.LOCK)
final class KilledServicesTest {

    private static final int SENDS = 20;
    private static final int BURST = 1_000;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration REUNION = Duration.ofSeconds(5);

    private static final ScratchFolder FOLDER = ScratchFolder.create();
    private static final Fleet FLEET = new Fleet(FOLDER);

    private final User alice = FLEET.as(User.newId("alice"));
    private final User bob = FLEET.as(User.newId("bob"));

    /// Starts what the test before killed, and waits until the services that went on running have found it.
    @BeforeEach
    void start() throws IOException {
        FLEET.start();
        await("the services reach each other")
                .atMost(REUNION)
                .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .until(() -> !alice.direct(bob.userId()).isEmpty());
    }

    @AfterAll
    static void stop() {
        FLEET.close();
        FOLDER.close();
    }

    @Test
    void unreportedHeadsReachTheInboxAfterTheLogRestarts() throws IOException {
        String thread = alice.direct(bob.userId());
        long known = alice.send(thread, "Known to the inbox").getSequence();
        await().until(() -> bob.row(thread).getAsOfSequence() == known);

        FLEET.kill("inbox");
        for (int i = 0; i < SENDS; i++) {
            alice.send(thread, "Not in the inbox yet, number " + i);
        }
        long newest = alice.newest(thread).getHead().getSequence();
        bob.markRead(thread, newest - 1);
        FLEET.kill("message");
        FLEET.restart("inbox");
        assertThat(bob.row(thread).getAsOfSequence())
                .as("the last sequence in the inbox")
                .isEqualTo(known);

        FLEET.restart("message");
        await().atMost(PATIENCE).until(() -> bob.row(thread).getAsOfSequence() == newest);
        List<Message> log = bob.history(thread);
        assertThat(log).hasSize(1 + SENDS);
        InboxCheck.check(bob, Map.of(thread, log));
        InboxCheck.check(alice, Map.of(thread, log));
        assertThat(bob.row(thread).getUnreadCount()).isEqualTo(1);
    }

    @Test
    void logThatIsKilledUnderLoadLosesAndDuplicatesNothing() throws IOException {
        String thread = alice.direct(bob.userId());
        ThreadFollower before = bob.follow(thread, 0);
        var history = new History();
        try (var talkers = new Talkers(history)) {
            talkers.byStream(alice, List.of(thread));
            talkers.byCalls(bob, List.of(thread));
            history.awaitAcked(BURST);
            FLEET.kill("message");
            talkers.awaitEnd();
        }
        before.awaitEnd();

        FLEET.restart("message");
        LogCheck.check(thread, alice.history(thread), history);
        for (Sending unknown : history.all(Fate.UNKNOWN)) {
            User sender = FLEET.as(unknown.sender());
            assertThat(history.send(sender, unknown.request()).fate()).isEqualTo(Fate.ACKED);
        }
        List<Message> log = alice.history(thread);
        LogCheck.check(thread, log, history);
        ThreadFollower after = bob.follow(thread, before.last());
        after.awaitSequence(log.size());
        FeedCheck.check(List.of(before, after), log);
        after.close();
        InboxCheck.check(alice, Map.of(thread, log));
        InboxCheck.check(bob, Map.of(thread, log));
    }

    @Test
    void removalWhoseFenceWasNotPushedTakesEffectAfterTheRestart() throws IOException {
        String thread = alice.group(bob.userId(), User.newId("carol"));
        bob.send(thread, "One of us");
        FLEET.kill("message");
        var removal = RemoveParticipantRequest.newBuilder()
                .setThreadId(thread)
                .setRequestId("remove-bob-1")
                .setUserId(bob.userId())
                .build();
        var refused = assertProblem(
                () -> alice.participants().removeParticipant(removal), Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE");
        assertThat(errorInfo(refused).getMetadataMap()).containsEntry("dependency", "message");

        FLEET.kill("thread");
        FLEET.restart("message");
        Message last = bob.send(thread, "The log does not know yet");
        ThreadFollower feed = bob.follow(thread, last.getSequence());
        feed.awaitCaughtUp(1);

        FLEET.restart("thread");
        await().atMost(PATIENCE).until(feed::isOver);
        var end = feed.awaitEnd();
        assertThat(end).isNotNull();
        assertProblem(end, Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        assertProblem(() -> bob.send(thread, "Still here?"), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        List<Message> log = alice.history(thread);
        assertThat(log.getLast().getSystemNotice().getParticipantsLeft().getUserIdsList())
                .containsExactly(bob.userId());
        assertThat(log.getLast().getSequence()).isEqualTo(last.getSequence() + 1);
        await("the inbox of the removed user")
                .atMost(PATIENCE)
                .until(() -> catchThrowableOfType(StatusRuntimeException.class, () -> bob.row(thread)) != null);
        alice.participants().removeParticipant(removal);
        assertThat(alice.history(thread)).as("a retry changes nothing").isEqualTo(log);
    }

    @Test
    void userWhoWasRemovedAndAddedWhileTheLogWasDownHasJoinedAndHasUnreadMessages() throws IOException {
        User carol = FLEET.as(User.newId("carol"));
        User dave = FLEET.as(User.newId("dave"));
        String thread = alice.group(bob.userId(), carol.userId());
        bob.markRead(thread, alice.send(thread, "Before").getSequence());
        FLEET.kill("message");
        unavailable(() -> alice.participants()
                .removeParticipant(RemoveParticipantRequest.newBuilder()
                        .setThreadId(thread)
                        .setRequestId("remove-bob-2")
                        .setUserId(bob.userId())
                        .build()));
        await("the inbox of the removed user")
                .atMost(PATIENCE)
                .until(() -> catchThrowableOfType(StatusRuntimeException.class, () -> bob.row(thread)) != null);
        var addition = AddParticipantsRequest.newBuilder()
                .setThreadId(thread)
                .setRequestId("add-bob-and-dave")
                .addParticipants(ParticipantDraft.newBuilder().setUserId(bob.userId()))
                .addParticipants(ParticipantDraft.newBuilder().setUserId(dave.userId()))
                .build();
        unavailable(() -> alice.participants().addParticipants(addition));

        FLEET.restart("message");
        await("the connection to the log works again")
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .until(() -> alice.participants().addParticipants(addition).getReplayed());
        String token = alice.sendText(thread, "After").getConsistencyToken();
        for (User joined : List.of(bob, dave)) {
            assertThat(joined.row(thread, token).getUnreadCount())
                    .as("unread of %s", joined.userId())
                    .isEqualTo(1);
        }
        assertThat(alice.history(thread)
                        .get(1)
                        .getSystemNotice()
                        .getParticipantsJoined()
                        .getUserIdsList())
                .containsExactlyInAnyOrder(bob.userId(), dave.userId());
    }

    private static void unavailable(ThrowingCallable call) {
        assertProblem(call, Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE");
    }
}
