package dev.parley.e2e.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.follow.InboxFollower;
import dev.parley.clientkit.follow.ThreadCheck;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.clientkit.process.ScratchFolder;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.feed.v1.CloseReason;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.thread.v1.ParticipantBrief;
import io.grpc.Status.Code;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The main journey, as in the quick start of the README: two users exchange durable messages live, with an
/// inbox.
final class JourneyTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";

    @Test
    void twoPeopleTalkAndNothingIsLostAcrossARestart() {
        try (var folder = ScratchFolder.create()) {
            Story story;
            try (var server = ParleyServer.start(folder.path())) {
                story = new Story(folder, server).talk();
                assertThat(server.stop()).isIn(0, 143);
                story.feedEndedWithAToken();
            }
            assertThat(folder.postgres()).as("a PostgreSQL that is left behind").isEmpty();
            try (var server = ParleyServer.start(folder.path())) {
                story.goOn(server);
            }
        }
    }

    /// The first part of the journey and its result, for comparison after the restart.
    private static final class Story {

        private final User alice;
        private final User bob;
        private final String aliceToken;
        private final String bobToken;
        private String thread = "";
        private ThreadFollower feed = ThreadFollower.eager(0);
        private long inboxRevision;
        private List<Message> history = List.of();

        Story(ScratchFolder folder, ParleyServer server) {
            aliceToken = tokenCommand(folder, ALICE);
            bobToken = tokenCommand(folder, BOB);
            alice = new User(ALICE, server.with(aliceToken));
            bob = new User(BOB, server.with(bobToken));
        }

        private static String tokenCommand(ScratchFolder folder, String user) {
            String printed = ParleyServer.run(
                    folder.path(),
                    "token",
                    "--user",
                    user,
                    "--data-dir",
                    folder.path().toString());
            assertThat(printed.strip()).as("only the token").matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
            return printed.strip();
        }

        Story talk() {
            thread = alice.direct(BOB);
            assertThat(bob.direct(ALICE)).isEqualTo(thread);
            feed = bob.follow(thread, 0);
            InboxFollower inbox = bob.followInbox(0);
            alice.send(thread, "Hello Bob, are you free on Friday?");
            var second = alice.sendText(thread, "It is for a portrait.");
            feed.awaitSequence(2);
            inbox.awaitRow(thread, row -> row.getUnreadCount() == 2);
            unreadIs(2, second);
            assertThat(bob.markRead(thread, 2).getCursor().getReadSequence()).isEqualTo(2);
            feed.awaitCursor(BOB, 2);
            inbox.awaitRow(thread, row -> row.getReadSequence() == 2 && row.getUnreadCount() == 0);
            var third = bob.sendText(thread, "Friday is fine.");
            unreadIs(0, third);
            feed.awaitSequence(3);
            history = alice.history(thread);
            assertThat(history).extracting(Message::getSequence).containsExactly(1L, 2L, 3L);
            inbox.close();
            inboxRevision = bob.badge(third.getConsistencyToken()).getRevision();
            return this;
        }

        /// Asserts that Bob's inbox shows this unread count in the row, the list and the badge.
        private void unreadIs(int count, SendMessageResponse sent) {
            Message newest = sent.getMessage();
            String token = sent.getConsistencyToken();
            var row = bob.row(thread, token);
            assertThat(row.getUnreadCount()).isEqualTo(count);
            assertThat(row.getAsOfSequence()).isGreaterThanOrEqualTo(newest.getSequence());
            assertThat(row.getParticipantPreviewList())
                    .extracting(ParticipantBrief::getUserId)
                    .containsExactly(ALICE);
            // A preview may be absent while its message cannot be read in time.
            await().untilAsserted(() -> assertThat(bob.rows(token))
                    .singleElement()
                    .satisfies(shown -> {
                        assertThat(shown.getPreview().getText()).isEqualTo(newest.getText());
                        assertThat(shown.getThreadId()).isEqualTo(thread);
                        assertThat(shown.getUnreadCount()).isEqualTo(count);
                    }));
            var badge = bob.badge(token);
            assertThat(badge.getUnreadMessageCount()).isEqualTo(count);
            assertThat(badge.getUnreadThreadCount()).isEqualTo(count == 0 ? 0 : 1);
        }

        void feedEndedWithAToken() {
            var end = feed.awaitEnd();
            assertThat(end).isNotNull();
            assertThat(end.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
            var closing = feed.closing();
            assertThat(closing).isNotNull();
            assertThat(closing.getReason()).isEqualTo(CloseReason.CLOSE_REASON_SHUTDOWN);
            assertThat(closing.getResumeToken()).isNotEmpty();
        }

        void goOn(ParleyServer server) {
            User aliceAgain = new User(ALICE, server.with(aliceToken));
            User bobAgain = new User(BOB, server.with(bobToken));
            assertThat(bobAgain.history(thread)).isEqualTo(history);
            assertThat(bobAgain.row(thread).getUnreadCount()).isZero();
            aliceAgain.send(thread, "See you at ten.");
            String token = aliceAgain.sendText(thread, "Bring the wide lens.").getConsistencyToken();
            var bySequence = bobAgain.follow(thread, feed.last());
            var byToken = bobAgain.follow(
                    WatchThreadRequest.newBuilder()
                            .setThreadId(thread)
                            .setResumeToken(feed.resumeToken())
                            .build(),
                    ThreadFollower.eager(feed.last()));
            for (ThreadFollower resumed : List.of(bySequence, byToken)) {
                resumed.awaitCaughtUp(1);
                assertThat(resumed.seen())
                        .extracting(ThreadCheck.Seen::sequence)
                        .containsExactly(4L, 5L);
                assertThat(resumed.violations()).isEmpty();
                resumed.close();
            }
            assertThat(bobAgain.row(thread, token).getUnreadCount()).isEqualTo(2);
            assertThat(bobAgain.badge(token).getUnreadMessageCount()).isEqualTo(2);
            inboxGoesOn(bobAgain);
        }

        private void inboxGoesOn(User again) {
            InboxFollower inbox = again.followInbox(inboxRevision);
            inbox.awaitCaughtUp();
            assertThat(inbox.violations()).isEmpty();
            assertThat(inbox.revision()).isGreaterThan(inboxRevision);
            assertThat(inbox.awaitRow(thread, _ -> true).getUnreadCount()).isEqualTo(2);
            inbox.close();
        }
    }
}
