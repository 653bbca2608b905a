package dev.parley.inbox.preview;

import dev.parley.inbox.preview.PreviewSource.Wanted;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks up previews one call at a time. While a call is in flight, further requests accumulate for the next
/// one. So the hundreds of readers who are woken by one message of a large group cost two calls, and no
/// reader waits for a timer.
public final class GatheredPreviews {

    /// The maximum number of waiting requests; further ones are pending immediately.
    static final int MOST_WAITING = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(GatheredPreviews.class);

    private final PreviewSource source;
    private final Duration patience;
    private final Queue<Wish> waiting = new ArrayDeque<>();
    private boolean underWay;

    private record Wish(Wanted wanted, CompletableFuture<Map<Wanted, Optional<Preview>>> answer) {}

    /// Reads from a source, and gives up previews that take longer than `patience`.
    public GatheredPreviews(PreviewSource source, Duration patience) {
        this.source = source;
        this.patience = patience;
    }

    /// Returns the previews of messages, each for one user. Never fails.
    public Previews find(Collection<Wanted> wanted) {
        var wishes = enter(wanted);
        long end = System.nanoTime() + patience.toNanos();
        var found = new HashMap<Wanted, Optional<Preview>>();
        for (Wish wish : wishes) {
            Optional<Preview> answer = awaited(wish, end).get(wish.wanted());
            if (answer != null) {
                found.put(wish.wanted(), answer);
            }
        }
        return new Previews(found);
    }

    /// Returns how many requests wait for a call now.
    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    private List<Wish> enter(Collection<Wanted> wanted) {
        var wishes = new ArrayList<Wish>();
        synchronized (waiting) {
            for (Wanted one : wanted) {
                if (waiting.size() < MOST_WAITING) {
                    var wish = new Wish(one, new CompletableFuture<>());
                    wishes.add(wish);
                    waiting.add(wish);
                }
            }
            if (!underWay && !waiting.isEmpty()) {
                Thread.ofVirtual().name("inbox-previews").start(this::askForAll);
                underWay = true;
            }
        }
        return wishes;
    }

    private static Map<Wanted, Optional<Preview>> awaited(Wish wish, long end) {
        try {
            return wish.answer().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Map.of();
        } catch (TimeoutException | ExecutionException pending) {
            return Map.of();
        }
    }

    private void askForAll() {
        try {
            askUntilNobodyWaits();
        } catch (Throwable fault) {
            LOG.error("Previews are not looked up until the next request", fault);
            synchronized (waiting) {
                underWay = false;
            }
        }
    }

    private void askUntilNobodyWaits() {
        for (List<Wish> some = next(); !some.isEmpty(); some = next()) {
            Map<Wanted, Optional<Preview>> found = Map.of();
            try {
                found = source.find(some.stream().map(Wish::wanted).distinct().toList())
                        .found();
            } catch (RuntimeException | Error fault) {
                LOG.error("A lookup of previews failed", fault);
            }
            for (Wish wish : some) {
                wish.answer().complete(found);
            }
        }
    }

    /// Returns the requests of the next call. If there are none, the calls stop.
    private List<Wish> next() {
        synchronized (waiting) {
            var some = new ArrayList<Wish>();
            var messages = new HashMap<Object, Set<Object>>();
            while (!waiting.isEmpty() && fits(messages, waiting.peek().wanted())) {
                some.add(waiting.remove());
            }
            underWay = !some.isEmpty();
            return some;
        }
    }

    private static boolean fits(Map<Object, Set<Object>> messages, Wanted wanted) {
        Set<Object> users = messages.get(wanted.message());
        if (users == null) {
            if (messages.size() >= PreviewSource.MOST_MESSAGES) {
                return false;
            }
            users = new HashSet<>();
            messages.put(wanted.message(), users);
        }
        return users.contains(wanted.user()) || users.size() < PreviewSource.MOST_USERS && users.add(wanted.user());
    }
}
