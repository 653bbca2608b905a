package dev.parley.standalone.demo;

import dev.parley.standalone.demo.Conversation.ExpectedRow;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// Plays many dialogues, several at a time, and then compares every inbox row with what it must say.
public final class Replay {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Channel channel;
    private final Function<String, String> tokens;
    private final String run;
    private final Tally tally = new Tally();

    /// Calls through a channel, as users with tokens that a function gives; `run` makes the users' ids unique, in
    /// letters, digits and `-`, at most 30.
    public Replay(Channel channel, Function<String, String> tokens, String run) {
        this.channel = channel;
        this.tokens = tokens;
        this.run = run;
    }

    /// Plays all dialogues, `atOnce` at a time; gives what came out.
    public ReplayReport play(List<Dialogue> dialogues, int atOnce, Progress progress) throws InterruptedException {
        long begin = System.nanoTime();
        List<Callable<List<ExpectedRow>>> conversations = new ArrayList<>();
        for (Dialogue dialogue : dialogues) {
            Conversation conversation = conversation(dialogue, conversations.size() + 1, progress);
            conversations.add(conversation::play);
        }
        List<List<ExpectedRow>> played = all(conversations, atOnce);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        progress.end();
        List<Callable<Boolean>> checks = new ArrayList<>();
        played.forEach(rows -> rows.forEach(row -> checks.add(() -> isExact(row))));
        all(checks, atOnce);
        return new ReplayReport(tally, took);
    }

    private Conversation conversation(Dialogue dialogue, int number, Progress progress) {
        return new Conversation(
                dialogue, player(number, "buyer"), player(number, "provider"), tally, progress::advance);
    }

    private Player player(int number, String role) {
        String userId = "usr_demo-" + run + "-" + number + "-" + role;
        return new Player(userId, channel, tokens.apply(userId));
    }

    private boolean isExact(ExpectedRow row) throws InterruptedException {
        tally.rows.incrementAndGet();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String seen = "";
        while (System.nanoTime() < deadline) {
            try {
                long unread = row.player().unread(row.threadId(), row.sequence());
                if (unread == row.unread()) {
                    tally.exactRows.incrementAndGet();
                    return true;
                }
                seen = Long.toString(unread);
            } catch (StatusRuntimeException behind) {
                seen = behind.getStatus().toString();
            }
            Thread.sleep(PAUSE);
        }
        tally.complain("Unread of " + row.player().userId() + " must be " + row.unread() + ", but is: " + seen);
        return false;
    }

    /// Runs tasks, at most `atOnce` at a time; the results of those that went well.
    private <T> List<T> all(List<Callable<T>> tasks, int atOnce) throws InterruptedException {
        var permits = new Semaphore(atOnce);
        var results = new ArrayList<T>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<T>>();
            for (Callable<T> task : tasks) {
                permits.acquire();
                running.add(threads.submit(() -> {
                    try {
                        return task.call();
                    } finally {
                        permits.release();
                    }
                }));
            }
            for (Future<T> result : running) {
                try {
                    results.add(result.get());
                } catch (ExecutionException failure) {
                    tally.failures.incrementAndGet();
                    tally.complain(String.valueOf(failure.getCause().getMessage()));
                }
            }
        }
        return results;
    }
}
