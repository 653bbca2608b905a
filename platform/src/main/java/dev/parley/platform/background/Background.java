package dev.parley.platform.background;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// All loops of a process. Closing it ends them in order.
public final class Background implements AutoCloseable {

    private final Set<Repeating> loops = ConcurrentHashMap.newKeySet();
    private final Consumer<Repeating> whenMade;

    /// Has no loops yet, and nobody who watches them.
    public Background() {
        this(loop -> {});
    }

    /// Has no loops yet.
    ///
    /// @param whenMade gets each loop when it is made, such as to meter it
    public Background(Consumer<Repeating> whenMade) {
        this.whenMade = whenMade;
    }

    /// Makes a loop, which begins with [Repeating#start].
    ///
    /// @param name names the loop in logs and in health, such as `outbox fence`
    public Repeating repeat(String name, Pace pace, Step step) {
        var loop = new Repeating(name, pace, step, loops::remove);
        loops.add(loop);
        whenMade.accept(loop);
        return loop;
    }

    /// The loops that were not closed yet.
    public List<Repeating> loops() {
        return List.copyOf(loops);
    }

    /// Stops all loops at once, then waits for the rounds that are under way: 5 s in all, then a second more after
    /// an interrupt.
    @Override
    public void close() {
        close(Repeating.ORDERLY_END);
    }

    /// The same with another time until the interrupt.
    public void close(Duration patience) {
        List<Repeating> running = loops();
        running.forEach(Repeating::stop);
        long deadline = System.nanoTime() + patience.toNanos();
        running.stream().filter(loop -> !loop.awaitEnd(deadline)).toList().forEach(Repeating::interrupt);
        long last = System.nanoTime() + Repeating.LAST_MOMENTS.toNanos();
        running.forEach(loop -> loop.forsake(last));
    }
}
