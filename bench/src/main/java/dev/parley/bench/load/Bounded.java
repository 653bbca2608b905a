package dev.parley.bench.load;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waiting that ends.
public final class Bounded {

    private static final Duration LOOK = Duration.ofMillis(5);

    private Bounded() {}

    /// Waits until a condition holds, at most so long. Returns whether it does.
    public static boolean await(Duration most, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                return condition.getAsBoolean();
            }
            Thread.sleep(LOOK);
        }
        return true;
    }

    /// Waits until a condition holds, at most so long; throws `IllegalStateException` with a sentence when it does
    /// not.
    public static void require(Duration most, String sentence, BooleanSupplier condition) throws InterruptedException {
        if (!await(most, condition)) {
            throw new IllegalStateException(sentence + " within " + most.toSeconds() + " s.");
        }
    }
}
