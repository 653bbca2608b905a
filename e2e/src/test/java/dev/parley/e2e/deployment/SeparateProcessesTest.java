package dev.parley.e2e.deployment;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static dev.parley.platform.testing.WireProblems.retryInfo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.clientkit.process.ChildProcess;
import dev.parley.clientkit.process.ScratchFolder;
import dev.parley.clientkit.process.Serving;
import dev.parley.e2e.check.InboxCheck;
import dev.parley.e2e.process.Fleet;
import dev.parley.e2e.process.ServiceProcess;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.Screening;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// The services as they are deployed: one process each, configured by the environment.
@Tag("full")
@ResourceLock(Fleet.LOCK)
final class SeparateProcessesTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";

    @Test
    void servicesWorkTogetherAndOneMayBeUnavailable() throws IOException {
        try (var folder = ScratchFolder.create();
                var fleet = new Fleet(folder).start()) {
            User alice = fleet.as(ALICE);
            User bob = fleet.as(BOB);
            String thread = alice.direct(BOB);
            ThreadFollower feed = bob.follow(thread, 0);
            firstContact(alice, thread);
            bob.send(thread, "Hi");
            String token = alice.sendText(thread, "How are you?").getConsistencyToken();
            feed.awaitSequence(3);
            assertThat(bob.row(thread, token).getUnreadCount()).isEqualTo(1);
            assertThat(bob.badge(token).getUnreadMessageCount()).isEqualTo(1);
            await("a preview, which may be absent at first")
                    .until(() -> bob.row(thread).getPreview().getText().equals("How are you?"));
            blockHolds(alice, bob, thread);
            fleet.stop("safety");
            withoutSafety(alice, thread, fleet.as(BOB).direct("usr_carol"), fleet.as("usr_carol"));
            fleet.stop("inbox");
            Message unseen = alice.send(thread, "Sent while the inbox was away");
            fleet.restart("inbox", "safety");
            inboxConverges(fleet.as(BOB), thread, unseen);
            fleet.stopAll();
        }
    }

    /// The first calls of new processes are slow, and a first contact is refused while safety does not respond in time.
    private static void firstContact(User user, String thread) {
        var draft = User.draft(thread, User.newRequestId(), "Hello");
        await("a first contact")
                .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .until(() -> user.messages().sendMessage(draft), _ -> true);
    }

    private static void blockHolds(User blocker, User blocked, String thread) {
        blocker.block(blocked.userId());
        assertProblem(() -> blocked.send(thread, "Hello?"), Code.PERMISSION_DENIED, "CONTACT_NOT_ALLOWED");
        blocker.unblock(blocked.userId());
        blocked.send(thread, "Hello again");
    }

    private static void withoutSafety(User established, String thread, String fresh, User newcomer) {
        var sent = established.messages().sendMessage(User.draft(thread, "without-safety", "Nobody looks at this yet"));
        assertThat(sent.getNotice().getScreening()).isEqualTo(Screening.SCREENING_PENDING);
        var refused = assertProblem(
                () -> newcomer.send(fresh, "The first words"), Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE");
        assertThat(errorInfo(refused).getMetadataMap()).containsEntry("dependency", "safety");
        assertThat(retryInfo(refused).hasRetryDelay()).isTrue();
        assertThat(newcomer.newest(fresh).getMessagesList()).isEmpty();
    }

    private static void inboxConverges(User user, String thread, Message newest) {
        List<Message> log = user.history(thread);
        assertThat(log.getLast()).isEqualTo(newest);
        InboxCheck.check(user, Map.of(thread, log, freshThread(user), List.of()));
    }

    private static String freshThread(User user) {
        return user.direct("usr_carol");
    }

    @Test
    void missingOrWrongSettingIsReportedInOneSentence() throws IOException {
        try (var folder = ScratchFolder.create();
                var fleet = new Fleet(folder);
                var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var noDatabase = new HashMap<>(fleet.environment("thread"));
            noDatabase.remove("PARLEY_THREAD_DATABASE_URL");
            var noKeys = new HashMap<>(fleet.environment("message"));
            noKeys.remove("PARLEY_JWKS");
            var noContentKey = new HashMap<>(fleet.environment("message"));
            noContentKey.remove("PARLEY_MESSAGE_CONTENT_KEY");
            var noStore = new HashMap<>(fleet.environment("safety"));
            noStore.put("PARLEY_SAFETY_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + Serving.freePort() + "/parley");
            var takenPort = new HashMap<>(fleet.environment("inbox"));
            takenPort.put("PARLEY_PORT", Integer.toString(taken.getLocalPort()));
            try (var thread = ServiceProcess.run("thread", noDatabase, folder.path());
                    var message = ServiceProcess.run("message", noKeys, folder.path());
                    var content = ServiceProcess.run("message", noContentKey, folder.path());
                    var safety = ServiceProcess.run("safety", noStore, folder.path());
                    var inbox = ServiceProcess.run("inbox", takenPort, folder.path())) {
                saysOneSentence(thread, "PARLEY_THREAD_DATABASE_URL");
                saysOneSentence(message, "PARLEY_JWKS");
                saysOneSentence(content, "PARLEY_MESSAGE_CONTENT_KEY");
                saysOneSentence(safety, "PARLEY_SAFETY_DATABASE_URL");
                saysOneSentence(inbox, Integer.toString(taken.getLocalPort()));
            }
        }
    }

    private static void saysOneSentence(ChildProcess process, String about) {
        assertThat(process.awaitExit(Duration.ofSeconds(60))).as("exit code").isNotZero();
        assertThat(process.output().lines().filter(line -> !line.isBlank()))
                .as("the error text")
                .singleElement()
                .asString()
                .contains(about)
                .doesNotContain("Exception");
    }
}
