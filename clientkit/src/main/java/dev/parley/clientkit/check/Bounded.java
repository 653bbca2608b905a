package dev.parley.clientkit.check;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits with a time limit.
public final class Bounded {

    private static final Duration LOOK = Duration.ofMillis(5);

    private Bounded() {}

    /// Waits until a condition holds, at most this long. Returns whether it holds.
    public static boolean await(Duration most, BooleanSupplier condition) {
        long end = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                return condition.getAsBoolean();
            }
            pause();
        }
        return true;
    }

    /// Waits until a condition holds, at most this long. Throws `IllegalStateException` with this message if
    /// it does not.
    public static void require(Duration most, String sentence, BooleanSupplier condition) {
        if (!await(most, condition)) {
            throw new IllegalStateException(sentence + " within " + most.toSeconds() + " s.");
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting", interrupted);
        }
    }
}
