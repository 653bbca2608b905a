package dev.parley.standalone.demo;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.report.Progress;
import dev.parley.clientkit.report.Tally;
import dev.parley.standalone.demo.Conversation.Result;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Plays many dialogues, several at a time, and then compares every inbox row with its expected unread count.
public final class Replay {

    /// At each attempt, the inbox itself waits for the writes for some time.
    private static final int ATTEMPTS = 5;

    private final Channel channel;
    private final Function<String, String> tokens;
    private final String run;
    private final Tally tally = new Tally();

    /// Calls through a channel, as users with tokens from this function. The name of the run, at most 30
    /// letters, digits and `-`, makes the users' ids unique.
    public Replay(Channel channel, Function<String, String> tokens, String run) {
        this.channel = channel;
        this.tokens = tokens;
        this.run = run;
    }

    /// Plays all dialogues, `atOnce` at a time.
    public ReplayReport play(List<Dialogue> dialogues, int atOnce, Progress progress) throws InterruptedException {
        int turns =
                dialogues.stream().mapToInt(dialogue -> dialogue.turns().size()).sum();
        var done = new AtomicInteger();
        List<Callable<List<Result>>> conversations = new ArrayList<>();
        for (Dialogue dialogue : dialogues) {
            int number = conversations.size() + 1;
            var conversation = new Conversation(dialogue, user(number, "buyer"), user(number, "provider"), tally);
            conversations.add(
                    () -> conversation.play(() -> progress.advance(done.incrementAndGet(), turns, "messages")));
        }
        List<Result> results =
                all(conversations, atOnce).stream().flatMap(List::stream).toList();
        Tally.Interval interval = tally.cut();
        List<Callable<Boolean>> rows = results.stream()
                .<Callable<Boolean>>map(result -> () -> isExact(result))
                .toList();
        long exact = all(rows, atOnce).stream().filter(Boolean::booleanValue).count();
        return new ReplayReport(interval, results, exact, tally.errors());
    }

    private User user(int number, String role) {
        String userId = "usr_demo-" + run + "-" + number + "-" + role;
        return User.with(userId, channel, tokens.apply(userId));
    }

    private boolean isExact(Result result) {
        int unread = unread(result);
        if (unread != result.unread()) {
            tally.failed("Unread of %s must be %d, but is %d."
                    .formatted(result.user().userId(), result.unread(), unread));
        }
        return unread == result.unread();
    }

    /// Returns the unread count in an inbox that includes all writes of the conversation.
    private static int unread(Result result) {
        String[] tokens = result.tokens().toArray(String[]::new);
        for (int attempt = 1; ; attempt++) {
            try {
                return result.user().row(result.threadId(), tokens).getUnreadCount();
            } catch (StatusRuntimeException behind) {
                if (behind.getStatus().getCode() != Status.Code.UNAVAILABLE || attempt == ATTEMPTS) {
                    throw behind;
                }
            }
        }
    }

    /// Runs tasks, at most `atOnce` at a time. Returns the results of those that succeeded.
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
                    tally.failed(String.valueOf(failure.getCause().getMessage()));
                }
            }
        }
        return results;
    }
}
