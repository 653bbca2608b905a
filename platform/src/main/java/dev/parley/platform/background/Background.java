package dev.parley.platform.background;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// All loops of a process. Closing it stops them in order.
public final class Background implements AutoCloseable {

    private final Set<Repeating> loops = ConcurrentHashMap.newKeySet();
    private final Consumer<Repeating> whenMade;

    /// Creates an instance without loops and without an observer.
    public Background() {
        this(loop -> {});
    }

    /// Creates an instance without loops.
    ///
    /// @param whenMade receives each loop when it is created, for example to meter it
    public Background(Consumer<Repeating> whenMade) {
        this.whenMade = whenMade;
    }

    /// Creates a loop, which starts with [Repeating#start].
    ///
    /// @param name names the loop in logs and in health, such as `outbox fence`
    public Repeating repeat(String name, Pace pace, Step step) {
        var loop = new Repeating(name, pace, step, loops::remove);
        loops.add(loop);
        whenMade.accept(loop);
        return loop;
    }

    /// Returns the loops that are not closed yet.
    public List<Repeating> loops() {
        return List.copyOf(loops);
    }

    /// Stops all loops at the same time, then waits for the rounds in progress: 5 s in total, then one more
    /// second after an interrupt.
    @Override
    public void close() {
        close(Repeating.ORDERLY_END, Repeating.LAST_MOMENTS);
    }

    /// Does the same with other limits.
    ///
    /// @param patience the time until the rounds in progress are interrupted, for all loops together
    /// @param lastMoments the time after the interrupt, for all loops together
    public void close(Duration patience, Duration lastMoments) {
        List<Repeating> running = loops();
        running.forEach(Repeating::stop);
        long deadline = System.nanoTime() + patience.toNanos();
        running.stream().filter(loop -> !loop.awaitEnd(deadline)).toList().forEach(Repeating::interrupt);
        long last = System.nanoTime() + lastMoments.toNanos();
        running.forEach(loop -> loop.forsake(last));
    }
}
