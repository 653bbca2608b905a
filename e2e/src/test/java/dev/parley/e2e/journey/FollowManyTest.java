package dev.parley.e2e.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.follow.ThreadCheck;
import dev.parley.clientkit.follow.ThreadsFollower;
import dev.parley.clientkit.send.History;
import dev.parley.e2e.check.FeedCheck;
import dev.parley.e2e.load.Talkers;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import dev.parley.feed.v1.CloseReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A backend-for-frontend follows the threads of many users with one stream.
@ExtendWith(SharedServer.class)
final class FollowManyTest {

    private static final int THREADS = 8;
    private static final int ROUNDS = 12;
    private static final int MORE = 20;

    /// The feeds of one thread, one after the other, each after the last position of the one before.
    private record Line(String thread, User reader, List<ThreadCheck> feeds) {}

    @Test
    void subscriptionsThatComeAndGoUnderLoadMissNothing(ParleyServer server) {
        User alice = server.as(User.newId("alice"));
        Map<String, User> others = new HashMap<>();
        for (int i = 0; i < THREADS; i++) {
            User other = server.as(User.newId("other"));
            others.put(alice.direct(other.userId()), other);
        }
        List<String> threads = List.copyOf(others.keySet());
        List<Line> lines = threads.stream()
                .map(thread -> new Line(thread, others.get(thread), new ArrayList<>()))
                .toList();
        String token = server.tokens().service("bff", "act-as-user");
        try (var bff = ThreadsFollower.open(server.with(token));
                var talkers = new Talkers(new History())) {
            threads.forEach(thread -> bff.subscribe("all-" + thread, alice.userId(), thread, 0));
            talkers.byStream(alice, threads);
            talkers.byCalls(alice, threads);
            for (int round = 0; round < ROUNDS; round++) {
                followForAWhile(bff, round, lines);
            }
            talkers.awaitQuiet();
            for (Line line : lines) {
                var log = alice.history(line.thread());
                follow(bff, ROUNDS, line);
                bff.awaitSequence(ROUNDS + line.thread(), log.size());
                bff.awaitSequence("all-" + line.thread(), log.size());
                FeedCheck.checkFeeds(line.feeds(), log);
                FeedCheck.checkFeeds(List.of(bff.of("all-" + line.thread())), log);
            }
            bff.awaitHeartbeat();
            assertThat(bff.violations()).isEmpty();
        }
    }

    private static void followForAWhile(ThreadsFollower bff, int round, List<Line> lines) {
        lines.forEach(line -> follow(bff, round, line));
        for (Line line : lines) {
            String id = round + line.thread();
            bff.awaitSequence(id, line.feeds().getLast().after() + MORE);
            bff.unsubscribe(id);
        }
        for (Line line : lines) {
            assertThat(bff.awaitClosing(round + line.thread()).getReason())
                    .isEqualTo(CloseReason.CLOSE_REASON_UNSUBSCRIBED);
        }
    }

    private static void follow(ThreadsFollower bff, int round, Line line) {
        long after = line.feeds().isEmpty() ? 0 : line.feeds().getLast().last();
        String id = round + line.thread();
        bff.subscribe(id, line.reader().userId(), line.thread(), after);
        line.feeds().add(bff.of(id));
    }
}
