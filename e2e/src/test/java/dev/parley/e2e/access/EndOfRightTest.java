package dev.parley.e2e.access;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.follow.ThreadCheck.Seen;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.clientkit.send.Sending;
import dev.parley.e2e.check.FeedCheck;
import dev.parley.e2e.check.LogCheck;
import dev.parley.e2e.load.Race;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import dev.parley.feed.v1.CloseReason;
import dev.parley.inbox.v1.ExplainUnreadRequest;
import dev.parley.message.v1.Cursor;
import dev.parley.message.v1.Message;
import dev.parley.safety.v1.Block;
import dev.parley.safety.v1.ListBlocksRequest;
import dev.parley.thread.v1.RemoveParticipantRequest;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServer.class)
final class EndOfRightTest {

    private static final int RACERS = 24;
    private static final Duration MOST = Duration.ofSeconds(1);

    @Test
    void removedParticipantCanNeitherWriteNorRead(ParleyServer server) {
        User owner = server.as(User.newId("owner"));
        User removed = server.as(User.newId("removed"));
        User stays = server.as(User.newId("stays"));
        String thread = owner.group(removed.userId(), stays.userId());
        ThreadFollower ending = removed.follow(thread, 0);
        ThreadFollower staying = stays.follow(thread, 0);
        Race race = Race.run(
                Collections.nCopies(RACERS, removed),
                thread,
                () -> owner.participants()
                        .removeParticipant(RemoveParticipantRequest.newBuilder()
                                .setThreadId(thread)
                                .setRequestId(User.newRequestId())
                                .setUserId(removed.userId())
                                .build()));
        endsInTime(ending, race, "THREAD_ACCESS_DENIED");
        nothingLateSucceeds(race, "THREAD_ACCESS_DENIED");
        Message after = owner.send(thread, "Now that we are among ourselves");
        race.history().begin(owner.userId(), User.draft(thread, "by-the-owner", after.getText()));
        List<Message> log = owner.history(thread);
        LogCheck.check(thread, log, race.history());
        Message notice = log.get(log.size() - 2);
        assertThat(notice.getSystemNotice().getParticipantsLeft().getUserIdsList())
                .containsExactly(removed.userId());
        assertThat(ending.last()).isLessThanOrEqualTo(notice.getSequence());
        staying.awaitSequence(log.size());
        FeedCheck.check(List.of(staying), log);
        staying.close();
        assertProblem(() -> removed.history(thread), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
        assertProblem(() -> removed.markRead(thread, 1), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
    }

    @Test
    void blockStopsBothAndTheirFeedsStayOpenAndSilent(ParleyServer server) {
        User blocker = server.as(User.newId("blocker"));
        User blocked = server.as(User.newId("blocked"));
        String thread = blocker.direct(blocked.userId());
        List<ThreadFollower> feeds = List.of(blocker.follow(thread, 0), blocked.follow(thread, 0));
        var both = new ArrayList<>(Collections.nCopies(RACERS / 2, blocker));
        both.addAll(Collections.nCopies(RACERS / 2, blocked));
        Race race = Race.run(both, thread, () -> blocker.block(blocked.userId()));
        nothingLateSucceeds(race, "CONTACT_NOT_ALLOWED");
        List<Message> log = blocker.history(thread);
        LogCheck.check(thread, log, race.history());
        blocked.markRead(thread, log.size());
        for (ThreadFollower feed : feeds) {
            feed.awaitHeartbeat();
            assertThat(feed.isOver()).isFalse();
            FeedCheck.check(List.of(feed), log);
        }
        ThreadFollower opened = blocked.follow(thread, log.size());
        opened.awaitCaughtUp(1);
        assertThat(blocker.cursors(thread)).extracting(Cursor::getUserId).doesNotContain(blocked.userId());
        assertThat(blocked.cursors(thread)).extracting(Cursor::getUserId).doesNotContain(blocker.userId());
        assertThat(blocks(blocker)).extracting(Block::getUserId).containsExactly(blocked.userId());
        assertThat(blocks(blocked)).as("the blocked user is not notified").isEmpty();
        blocker.unblock(blocked.userId());
        Message first = blocked.send(thread, "Friends again?");
        Message second = blocker.send(thread, "Friends again.");
        assertThat(List.of(first.getSequence(), second.getSequence()))
                .containsExactly(log.size() + 1L, log.size() + 2L);
        List<Message> whole = blocked.history(thread);
        for (ThreadFollower feed : feeds) {
            feed.awaitSequence(second.getSequence());
            FeedCheck.check(List.of(feed), whole);
            feed.close();
        }
        opened.awaitSequence(second.getSequence());
        assertThat(opened.violations()).isEmpty();
        opened.close();
    }

    @Test
    void blockInAGroupPermanentlyHidesLaterMessagesFromTheBlocker(ParleyServer server) {
        User blocker = server.as(User.newId("blocker"));
        User blocked = server.as(User.newId("blocked"));
        User other = server.as(User.newId("other"));
        String thread = blocker.group(blocked.userId(), other.userId());
        ThreadFollower feed = blocker.follow(thread, 0);
        ThreadFollower otherFeed = other.follow(thread, 0);
        Message before = blocked.send(thread, "Before the block");
        blocker.block(blocked.userId());
        Message hidden = blocked.send(thread, "Behind the block");
        var after = other.sendText(thread, "Between the others");
        blocker.unblock(blocked.userId());
        var last = blocked.sendText(thread, "After the block");
        feed.awaitSequence(last.getMessage().getSequence());
        otherFeed.awaitSequence(last.getMessage().getSequence());
        assertThat(feed.violations()).isEmpty();
        assertThat(feed.seen()).extracting(Seen::sequence).doesNotContain(hidden.getSequence());
        assertThat(otherFeed.seen()).extracting(Seen::sequence).contains(hidden.getSequence());
        assertThat(blocker.history(thread)).containsExactly(before, after.getMessage(), last.getMessage());
        assertThat(other.history(thread)).contains(hidden);
        var row = blocker.row(thread, last.getConsistencyToken());
        assertThat(row.getUnreadCount()).isEqualTo(3);
        assertThat(row.getAsOfSequence()).isEqualTo(last.getMessage().getSequence());
        assertHidden(server, blocker, thread, hidden);
        feed.close();
        otherFeed.close();
    }

    /// The owner of the row sees how many ordinals are hidden; operators also see the ordinals.
    private static void assertHidden(ParleyServer server, User blocker, String thread, Message hidden) {
        var own = blocker.explain(thread);
        assertThat(own.getHiddenCount()).isEqualTo(1);
        assertThat(own.getHiddenOrdinalsList()).isEmpty();
        String id = User.newId("operator");
        User operator = User.with(id, server.channel(), server.tokens().user(id, "operator"));
        var request = ExplainUnreadRequest.newBuilder().setThreadId(thread).setUserId(blocker.userId());
        var seen = operator.inbox().explainUnread(request.build());
        assertThat(seen.getHiddenCount()).isEqualTo(1);
        assertThat(seen.getHiddenOrdinalsList()).containsExactly(hidden.getOrdinal());
    }

    @Test
    void blockedPairCannotCreateANewThread(ParleyServer server) {
        User blocker = server.as(User.newId("blocker"));
        User blocked = server.as(User.newId("blocked"));
        blocker.block(blocked.userId());
        blocker.block(blocked.userId());
        for (Runnable open : List.<Runnable>of(
                () -> blocked.direct(blocker.userId()),
                () -> blocker.direct(blocked.userId()),
                () -> blocked.group(blocker.userId()))) {
            assertProblem(open::run, Code.PERMISSION_DENIED, "CONTACT_NOT_ALLOWED");
        }
        blocker.unblock(blocked.userId());
        String thread = blocked.direct(blocker.userId());
        assertThat(blocked.send(thread, "Hello").getSequence()).isEqualTo(1);
    }

    private static List<Block> blocks(User user) {
        return user.blocks().listBlocks(ListBlocksRequest.getDefaultInstance()).getBlocksList();
    }

    private static void nothingLateSucceeds(Race race, String reason) {
        List<Sending> late = race.lateSends();
        assertThat(late).hasSizeGreaterThanOrEqualTo(RACERS);
        assertThat(late).extracting(Sending::reason).containsOnly(reason);
    }

    private static void endsInTime(ThreadFollower feed, Race race, String reason) {
        assertEnd(feed, reason);
        assertThat(Duration.ofNanos(feed.endNanos() - race.decidedNanos())).isLessThan(MOST);
        var closing = feed.closing();
        assertThat(closing).isNotNull();
        assertThat(closing.getReason()).isEqualTo(CloseReason.CLOSE_REASON_ACCESS_ENDED);
        assertThat(closing.getResumeToken()).isEmpty();
        assertThat(feed.violations()).isEmpty();
    }

    private static void assertEnd(ThreadFollower feed, String reason) {
        var end = feed.awaitEnd();
        assertThat(end).isNotNull();
        assertProblem(end, Code.PERMISSION_DENIED, reason);
    }
}
