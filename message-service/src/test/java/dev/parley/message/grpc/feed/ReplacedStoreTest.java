package dev.parley.message.grpc.feed;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.grpc.Wire;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import io.grpc.Status.Code;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A store is replaced by an older copy of itself. Positions after the copy are given again, so tokens of the lost
/// history must not be taken for tokens of the new one.
final class ReplacedStoreTest {

    private static final String ALICE = "usr_alice";
    private static final String BOB = "usr_bob";

    private final TestDatabase original = TestPostgres.database();

    private static Wire on(TestDatabase database) {
        return new Wire(database.settingsFor("message"));
    }

    private static void send(Wire wire, String thread, int count) {
        for (int number = 0; number < count; number++) {
            wire.send(ALICE, thread, "Text");
        }
    }

    private static RecordedStream<WatchThreadRequest, WatchThreadResponse> resume(
            Wire wire, String thread, String token) {
        return wire.watch(
                BOB,
                WatchThreadRequest.newBuilder()
                        .setThreadId(thread)
                        .setResumeToken(token)
                        .build());
    }

    /// Returns the token of a feed that has reached the head.
    private static String tokenAtHead(Wire wire, String thread) {
        var feed = wire.watch(BOB, thread, 0);
        feed.await(WatchThreadResponse::hasCaughtUp);
        feed.cancel();
        return feed.received().getLast().getCaughtUp().getResumeToken();
    }

    private static void assertLost(Wire wire, String thread, String token, long head) {
        var refused = resume(wire, thread, token);
        var problem = assertProblem(refused.awaitEnd(), Code.OUT_OF_RANGE, "SEQUENCE_BEYOND_HEAD");
        assertThat(errorInfo(problem).getMetadataMap()).containsEntry("head", Long.toString(head));
        assertThat(refused.received()).noneMatch(WatchThreadResponse::hasItem);
    }

    private static void assertResumes(Wire wire, String thread, String token, Long... sequences) {
        var feed = resume(wire, thread, token);
        feed.await(WatchThreadResponse::hasCaughtUp);
        feed.cancel();
        assertThat(feed.received().stream()
                        .filter(WatchThreadResponse::hasItem)
                        .map(element -> element.getItem().getSequence()))
                .containsExactly(sequences);
    }

    @Test
    void tokenOfALostHistoryIsRefusedAlsoAfterTheNewOneHasOvertakenIt() throws SQLException {
        String thread;
        String kept;
        try (Wire wire = on(original)) {
            thread = wire.thread(ALICE, BOB);
            send(wire, thread, 3);
            kept = tokenAtHead(wire, thread);
        }
        TestDatabase copy = original.copy();
        TestDatabase sameCopy = original.copy();
        String lost;
        try (Wire wire = on(original)) {
            send(wire, thread, 3);
            lost = tokenAtHead(wire, thread);
            assertResumes(wire, thread, kept, 4L, 5L, 6L);
        }
        copy.run("select message.begin_timeline()");
        String lostAgain;
        try (Wire wire = on(copy)) {
            assertLost(wire, thread, lost, 3);
            send(wire, thread, 5);
            assertLost(wire, thread, lost, 8);
            assertResumes(wire, thread, kept, 4L, 5L, 6L, 7L, 8L);
            lostAgain = tokenAtHead(wire, thread);
            assertResumes(wire, thread, lostAgain);
        }
        sameCopy.run("select message.begin_timeline()");
        try (Wire wire = on(sameCopy)) {
            send(wire, thread, 9);
            assertLost(wire, thread, lost, 12);
            assertLost(wire, thread, lostAgain, 12);
            assertResumes(wire, thread, kept, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
        }
    }

    /// A standby that was promoted, or a cluster that was restored, has another name.
    @Test
    void storeOnAnotherServerIsNoticedBeforeTheFirstWrite() throws SQLException {
        String thread;
        String token;
        try (Wire wire = on(original)) {
            thread = wire.thread(ALICE, BOB);
            send(wire, thread, 3);
            token = tokenAtHead(wire, thread);
        }
        original.run("update message.thread_head set sequence = 2, ordinal = 2 where thread_id = '" + thread + "'");
        original.run("delete from message.frame where sequence = 3 and thread_id = '" + thread + "'");
        original.run("update message.timeline set server = 'another'");
        try (Wire wire = on(original)) {
            send(wire, thread, 2);
            assertLost(wire, thread, token, 4);
            String before = tokenAtHead(wire, thread);
            assertResumes(wire, thread, before);
        }
    }

    /// A promoted standby that has lost nothing.
    @Test
    void tokensSurviveAnotherServerThatHasEverything() throws SQLException {
        String thread;
        String token;
        try (Wire wire = on(original)) {
            thread = wire.thread(ALICE, BOB);
            send(wire, thread, 3);
            token = tokenAtHead(wire, thread);
        }
        original.run("update message.timeline set server = 'another'");
        try (Wire wire = on(original)) {
            send(wire, thread, 2);
            assertResumes(wire, thread, token, 4L, 5L);
        }
    }

    /// The feed is open when the store is replaced under it, and the new history is already longer than the old one.
    @Test
    void openFeedOfALostHistoryEnds() throws SQLException {
        try (Wire wire = on(original)) {
            String thread = wire.thread(ALICE, BOB);
            String other = wire.thread(ALICE, BOB);
            send(wire, thread, 3);
            send(wire, other, 3);
            var feed = wire.watch(BOB, thread, 0);
            feed.await(WatchThreadResponse::hasCaughtUp);
            var whole = wire.watch(BOB, other, 0);
            whole.await(WatchThreadResponse::hasCaughtUp);
            original.run("""
                    begin;
                    select message.begin_timeline();
                    update message.frame set timeline = 2, body = 'Other text'
                    where sequence = 3 and thread_id = '%s';
                    commit
                    """.formatted(thread));
            assertProblem(feed.awaitEnd(), Code.UNAVAILABLE, "STORE_UNAVAILABLE");
            assertLost(wire, thread, feed.received().getLast().getClosing().getResumeToken(), 3);

            Message next = wire.send(ALICE, other, "Goes on");
            whole.await(element -> element.getItem().getSequence() == next.getSequence());
            assertThat(whole.received()).noneMatch(WatchThreadResponse::hasClosing);
            whole.cancel();
        }
    }

    @Test
    void tokenWithoutATimelineIsMalformed() {
        try (Wire wire = on(original)) {
            String thread = wire.thread(ALICE, BOB);
            for (String part : List.of("0", " 0", "1.first", "1.first -1", "0.first 0", "1.FIRST 0")) {
                String token = dev.parley.platform.paging.PageTokens.write("WatchThread|" + BOB + "|" + thread, part);
                assertProblem(resume(wire, thread, token).awaitEnd(), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
            }
        }
    }
}
