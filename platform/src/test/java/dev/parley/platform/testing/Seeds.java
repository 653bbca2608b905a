package dev.parley.platform.testing;

import java.util.Random;
import java.util.function.Consumer;

/// Repeats a test with different random numbers each time. A failure names the seed that reproduces it.
public final class Seeds {

    private Seeds() {}

    /// Runs `test` with `tries` seeds.
    public static void forEach(int tries, Consumer<Random> test) {
        var seeds = new Random();
        for (int i = 0; i < tries; i++) {
            long seed = seeds.nextLong();
            try {
                test.accept(new Random(seed));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("With the seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }
}
