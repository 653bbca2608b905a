package dev.parley.e2e.load;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.send.History;
import dev.parley.clientkit.send.SendLine;
import dev.parley.clientkit.send.Sending.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// Users who send as fast as they get results, some with calls and some over streams, until there are no more
/// responses.
public final class Talkers implements AutoCloseable {

    private static final int WINDOW = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> talks = new ArrayList<>();
    private final AtomicLong texts = new AtomicLong();
    private final History history;
    private volatile boolean quiet;

    /// Records the sends in this history.
    public Talkers(History history) {
        this.history = history;
    }

    /// Lets a user send with calls, to each of these threads in turn.
    public void byCalls(User user, List<String> to) {
        talks.add(threads.submit(() -> {
            for (int i = 0; !quiet; i++) {
                var sending = history.send(user, nextDraft(to, i));
                if (sending.fate() != Fate.ACKED) {
                    return;
                }
            }
        }));
    }

    /// Lets a user send over a stream, to each of these threads in turn.
    public void byStream(User user, List<String> to) {
        talks.add(threads.submit(() -> {
            var line = new SendLine(user, history, WINDOW);
            for (int i = 0; !quiet; i++) {
                if (!line.send(nextDraft(to, i))) {
                    line.awaitOver();
                    return;
                }
            }
            line.finish();
        }));
    }

    private dev.parley.message.v1.SendMessageRequest nextDraft(List<String> to, int i) {
        long number = texts.incrementAndGet();
        return User.draft(to.get(i % to.size()), "talk-" + number + "-abcdef", "Text number " + number);
    }

    /// Lets every user finish, and waits until they have.
    public void awaitQuiet() {
        quiet = true;
        awaitEnd();
    }

    /// Waits until every user has stopped because there are no more responses.
    public void awaitEnd() {
        for (Future<?> talk : talks) {
            try {
                talk.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException failure) {
                throw new AssertionError(failure);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new AssertionError(stop);
            }
        }
    }

    @Override
    public void close() {
        quiet = true;
        threads.shutdownNow();
    }
}
