package dev.parley.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.clientkit.send.History;
import dev.parley.clientkit.send.Sending;
import dev.parley.e2e.check.FeedCheck;
import dev.parley.e2e.check.InboxCheck;
import dev.parley.e2e.check.LogCheck;
import dev.parley.e2e.load.Talkers;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.WatchThreadRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Users in several threads, of two and of more participants, who send and watch across crashes of their
/// server.
final class Crowd {

    private static final int SIZE = 12;

    private final List<String> users =
            IntStream.range(0, SIZE).mapToObj(i -> User.newId("user" + i)).toList();
    private final Map<String, List<String>> threads = new LinkedHashMap<>();
    private final Map<String, List<ThreadFollower>> feeds = new HashMap<>();
    private final Map<String, Long> read = new HashMap<>();
    private final History history = new History();
    private ParleyServer server;
    private Talkers talkers = new Talkers(history);

    /// Creates the threads, and lets one user of each follow it.
    void begin(ParleyServer first) {
        server = first;
        for (int i = 0; i < SIZE; i += 2) {
            threads.put(as(i).direct(users.get(i + 1)), List.of(users.get(i), users.get(i + 1)));
        }
        threads.put(as(0).group(others(0)), users);
        threads.put(as(1).group(others(1)), users);
        followAll();
    }

    private User as(int i) {
        return server.as(users.get(i));
    }

    private String[] others(int owner) {
        return users.stream().filter(user -> !user.equals(users.get(owner))).toArray(String[]::new);
    }

    private void followAll() {
        threads.forEach((thread, participants) -> {
            List<ThreadFollower> streams = feeds.computeIfAbsent(thread, none -> new ArrayList<>());
            User reader = server.as(participants.getLast());
            streams.add(streams.isEmpty() ? reader.follow(thread, 0) : resume(reader, thread, streams.getLast()));
        });
    }

    /// Resumes from the last sequence if a stream broke without a closing token.
    private static ThreadFollower resume(User reader, String thread, ThreadFollower broken) {
        var closing = broken.closing();
        if (closing == null) {
            return reader.follow(thread, broken.last());
        }
        var request = WatchThreadRequest.newBuilder().setThreadId(thread).setResumeToken(closing.getResumeToken());
        return reader.follow(request.build(), ThreadFollower.eager(broken.last()));
    }

    /// Every user sends, every third one over a stream, and some read, until this many more sends are
    /// acknowledged.
    void talkUntil(int count) {
        int before = history.all(Sending.Fate.ACKED).size();
        talkers = new Talkers(history);
        for (String user : users) {
            List<String> own = threads.entrySet().stream()
                    .filter(thread -> thread.getValue().contains(user))
                    .map(Map.Entry::getKey)
                    .toList();
            if (users.indexOf(user) % 3 == 0) {
                talkers.byStream(server.as(user), own);
            } else {
                talkers.byCalls(server.as(user), own);
            }
        }
        history.awaitAcked(before + count / 2);
        threads.forEach((thread, participants) -> {
            User reader = server.as(participants.getFirst());
            long sequence = reader.newest(thread).getHead().getSequence();
            read.put(thread, reader.markRead(thread, sequence).getCursor().getReadSequence());
        });
        history.awaitAcked(before + count);
    }

    /// Waits until nobody has an open call or feed.
    void awaitAllDisconnected() {
        talkers.awaitEnd();
        talkers.close();
        feeds.values().forEach(streams -> streams.getLast().awaitEnd());
    }

    /// Every user connects to the restarted server and continues to follow.
    void reconnect(ParleyServer again) {
        server = again;
        followAll();
    }

    /// Retries a send that was in flight, with the same request id.
    Sending repeat(Sending lost) {
        return history.send(server.as(lost.sender()), lost.request());
    }

    History history() {
        return history;
    }

    /// Returns the current logs of the threads.
    Map<String, List<Message>> logs() {
        var logs = new LinkedHashMap<String, List<Message>>();
        threads.forEach((thread, participants) ->
                logs.put(thread, server.as(participants.getFirst()).history(thread)));
        return logs;
    }

    /// Compares the sends with the logs, and the cursors with the acknowledged reads.
    void check(Map<String, List<Message>> logs) {
        logs.forEach((thread, log) -> LogCheck.check(thread, log, history));
        read.forEach((thread, sequence) -> {
            String reader = threads.get(thread).getFirst();
            assertThat(server.as(reader).cursors(thread))
                    .filteredOn(cursor -> cursor.getUserId().equals(reader))
                    .singleElement()
                    .satisfies(cursor -> assertThat(cursor.getReadSequence()).isGreaterThanOrEqualTo(sequence));
        });
    }

    /// Asserts that each feed, over all its streams, yielded the whole log.
    void feedsAreWhole(Map<String, List<Message>> logs) {
        feeds.forEach((thread, streams) -> {
            streams.getLast().awaitSequence(logs.get(thread).size());
            FeedCheck.check(streams, logs.get(thread));
        });
    }

    /// Asserts that each inbox reaches the numbers of a recount.
    void inboxesAreExact() {
        Map<String, List<Message>> logs = logs();
        for (String user : users) {
            var own = new LinkedHashMap<>(logs);
            own.keySet().removeIf(thread -> !threads.get(thread).contains(user));
            InboxCheck.check(server.as(user), own);
        }
    }
}
