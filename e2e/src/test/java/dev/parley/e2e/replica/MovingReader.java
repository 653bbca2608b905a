package dev.parley.e2e.replica;

import dev.parley.clientkit.follow.ThreadCheck.Seen;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.clientkit.send.History;
import dev.parley.clientkit.send.Sending.Fate;
import dev.parley.e2e.check.FeedCheck;
import dev.parley.e2e.process.Fleet;
import dev.parley.e2e.process.Fleet.Replica;
import dev.parley.message.v1.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A reader of one thread who goes on at another process when a stream ends or falls silent, and sometimes
/// without a reason. Not thread-safe.
final class MovingReader {

    /// A feed says something at least every five seconds.
    private static final Duration SILENCE = Duration.ofSeconds(6);

    private final Fleet fleet;
    private final String user;
    private final String thread;
    private final List<Stream> streams = new ArrayList<>();
    private int number;

    private record Stream(ThreadFollower follower, Replica replica, long openedNanos) {}

    MovingReader(Fleet fleet, String user, String thread, int number) {
        this.fleet = fleet;
        this.user = user;
        this.thread = thread;
        this.number = number;
        open(0);
    }

    private void open(long after) {
        long now = System.nanoTime();
        streams.add(new Stream(fleet.as(user, number).follow(thread, after), new Replica("message", number), now));
    }

    /// Returns the thread.
    String thread() {
        return thread;
    }

    /// Goes on at the other process.
    void move() {
        ThreadFollower stream = streams.getLast().follower();
        stream.close();
        stream.awaitEnd();
        number = 1 - number;
        open(stream.last());
    }

    /// Goes on at the other process if the stream has ended or is silent.
    void moveIfNeeded() {
        ThreadFollower stream = streams.getLast().follower();
        if (stream.isOver() || System.nanoTime() - stream.heardNanos() > SILENCE.toNanos()) {
            move();
        }
    }

    /// Waits for the end of the log, and asserts F1 to F3.
    void check(List<Message> log) {
        moveIfNeeded();
        streams.getLast().follower().awaitSequence(log.size());
        FeedCheck.check(streams.stream().map(Stream::follower).toList(), log);
    }

    /// Adds how long each message took from its acknowledgement until it was read, to the calls of the
    /// process that it was read from.
    void report(History history, Calls calls) {
        Map<Long, Long> acked = new HashMap<>();
        history.all(Fate.ACKED).stream()
                .filter(sending -> sending.request().getThreadId().equals(thread))
                .forEach(sending ->
                        acked.merge(sending.message().orElseThrow().getSequence(), sending.endedNanos(), Math::min));
        for (Stream stream : streams) {
            for (Seen seen : stream.follower().seen()) {
                long ackedNanos = acked.getOrDefault(seen.sequence(), stream.openedNanos());
                if (ackedNanos > stream.openedNanos() && seen.atNanos() > ackedNanos) {
                    calls.addPast("feed", stream.replica(), ackedNanos, seen.atNanos());
                }
            }
        }
    }
}
