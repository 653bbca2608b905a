package dev.parley.e2e.promise;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.thread.v1.AddParticipantsRequest;
import dev.parley.thread.v1.AddParticipantsResponse;
import dev.parley.thread.v1.LeaveThreadRequest;
import dev.parley.thread.v1.ParticipantDraft;
import dev.parley.thread.v1.RemoveParticipantRequest;
import io.grpc.Status.Code;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every write returns a consistency token, and an inbox read that carries it includes that write.
@ExtendWith(SharedServer.class)
final class ReadYourWritesTest {

    private static final int ROUNDS = 20;
    private static final int RETURNS = 30;
    private static final int MISSED = 3;

    private final User alice;
    private final User bob;

    ReadYourWritesTest(ParleyServer server) {
        alice = server.as(User.newId("alice"));
        bob = server.as(User.newId("bob"));
    }

    @Test
    void sendsAndReadsAreInTheInboxImmediately() {
        String thread = alice.direct(bob.userId());
        for (int round = 1; round <= ROUNDS; round++) {
            var sent = alice.sendText(thread, "Round " + round);
            InboxRow unread = bob.row(thread, sent.getConsistencyToken());
            assertThat(unread.getUnreadCount()).isEqualTo(1);
            assertThat(unread.getAsOfSequence()).isEqualTo(round);
            assertThat(alice.row(thread, sent.getConsistencyToken()).getUnreadCount())
                    .isZero();
            var read = bob.markRead(thread, round);
            assertThat(bob.row(thread, read.getConsistencyToken()).getUnreadCount())
                    .isZero();
            assertThat(bob.badge(read.getConsistencyToken()).getUnreadMessageCount())
                    .isZero();
        }
    }

    @Test
    void joinsAndRemovalsAreInTheInboxImmediately() {
        String thread = alice.group(User.newId("carol"));
        var added = add(thread, bob);
        assertThat(bob.rows(added.getConsistencyToken()))
                .extracting(InboxRow::getThreadId)
                .containsExactly(thread);
        var removed = alice.participants()
                .removeParticipant(RemoveParticipantRequest.newBuilder()
                        .setThreadId(thread)
                        .setRequestId(User.newRequestId())
                        .setUserId(bob.userId())
                        .build());
        assertThat(bob.rows(removed.getConsistencyToken())).isEmpty();
    }

    @Test
    void userWhoIsAddedAgainHasNothingUnread() {
        String thread = alice.group(bob.userId(), User.newId("carol"));
        for (int round = 1; round <= RETURNS; round++) {
            var read = alice.sendText(thread, "To be read");
            assertThat(bob.markRead(thread, read.getMessage().getSequence())).isNotNull();
            assertThat(bob.rows(leave(thread, bob))).isEmpty();
            for (int i = 0; i < MISSED; i++) {
                assertThat(alice.sendText(thread, "Missed")).isNotNull();
            }
            String token = add(thread, bob).getConsistencyToken();
            assertThat(bob.badge(token).getUnreadMessageCount()).isZero();
            InboxRow row = bob.row(thread, token);
            assertThat(row.getUnreadCount()).isZero();
            assertThat(row.getReadSequence()).isEqualTo(row.getAsOfSequence());
        }
    }

    @Test
    void newParticipantHasUnreadOnlyWhatCameSinceTheJoin() {
        String thread = alice.group(User.newId("carol"));
        alice.send(thread, "Before the join");
        unreadIs(0, thread, add(thread, bob).getConsistencyToken());
        unreadIs(1, thread, alice.sendText(thread, "After the join").getConsistencyToken());
        assertThat(bob.history(thread)).as("the whole history").hasSize(3);
    }

    @Test
    void userWhoLeftWithUnreadMessagesHasUnreadOnlyWhatCameSinceTheReturn() {
        String thread = alice.group(bob.userId(), User.newId("carol"));
        unreadIs(1, thread, alice.sendText(thread, "Unread at the leave").getConsistencyToken());
        String left = leave(thread, bob);
        assertThat(bob.badge(left).getUnreadMessageCount()).isZero();
        alice.send(thread, "While away");
        unreadIs(0, thread, add(thread, bob).getConsistencyToken());
        unreadIs(1, thread, alice.sendText(thread, "After the return").getConsistencyToken());
    }

    private void unreadIs(int count, String thread, String token) {
        assertThat(bob.row(thread, token).getUnreadCount()).isEqualTo(count);
        assertThat(bob.badge(token).getUnreadMessageCount()).isEqualTo(count);
    }

    private static String leave(String thread, User user) {
        return user.participants()
                .leaveThread(LeaveThreadRequest.newBuilder()
                        .setThreadId(thread)
                        .setRequestId(User.newRequestId())
                        .build())
                .getConsistencyToken();
    }

    private AddParticipantsResponse add(String thread, User user) {
        return alice.participants()
                .addParticipants(AddParticipantsRequest.newBuilder()
                        .setThreadId(thread)
                        .setRequestId(User.newRequestId())
                        .addParticipants(ParticipantDraft.newBuilder().setUserId(user.userId()))
                        .build());
    }

    @Test
    void readWaitsForAllOfItsTokens() {
        String one = alice.direct(bob.userId());
        String other = alice.group(bob.userId(), User.newId("carol"));
        String first = alice.sendText(one, "In the direct thread").getConsistencyToken();
        String second = alice.sendText(other, "In the group").getConsistencyToken();
        assertThat(bob.rows(first, second))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.getUnreadCount()).isEqualTo(1));
        assertThat(bob.badge(first, second).getUnreadThreadCount()).isEqualTo(2);
    }

    /// A caller passes on what a write has returned, whatever that write changed.
    @Test
    void tokensOfBlocksAreAcceptedByEveryRead() {
        String thread = alice.direct(bob.userId());
        String none = alice.unblock(User.newId("dora")).getConsistencyToken();
        String strange = alice.block(User.newId("emil")).getConsistencyToken();
        String shared = alice.block(bob.userId()).getConsistencyToken();
        assertThat(List.of(none, strange, shared)).doesNotContain("");
        assertThat(alice.rows(none, strange, shared, ""))
                .extracting(InboxRow::getThreadId)
                .containsExactly(thread);
        assertThat(alice.row(thread, none, strange, shared, "").getThreadId()).isEqualTo(thread);
        assertThat(alice.badge(none, strange, shared, "").getUnreadThreadCount())
                .isZero();
    }

    @Test
    void damagedTokenIsRefused() {
        String thread = alice.direct(bob.userId());
        String token = alice.sendText(thread, "Hello").getConsistencyToken();
        String damaged = (token.startsWith("A") ? "B" : "A") + token.substring(1);
        assertProblem(() -> bob.row(thread, damaged), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        assertProblem(() -> bob.rows("nonsense"), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
    }
}
