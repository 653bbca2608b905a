package dev.parley.platform.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.parley.platform.wire.QuickCheck;
import dev.parley.platform.wire.RequestRules;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Compares a quick check of requests with the rules of their proto.
public final class QuickChecks {

    private static final int TRIES = 2_000;
    private static final RequestRules RULES = new RequestRules(List.of());
    private static final List<String> ENDS =
            List.of("", "a", "Z9_-", "x".repeat(60), "x".repeat(61), "a b", "a\n", "ä", "a|b");

    private QuickChecks() {}

    /// Asserts that random requests which the check accepts satisfy the rules, and that it accepts some and
    /// not all.
    public static <M extends Message> void assertKeepsTheRules(QuickCheck<M> check, Function<Random, M> requests) {
        var passed = new AtomicInteger();
        Seeds.forEach(TRIES, random -> {
            M request = requests.apply(random);
            if (check.surelyKeepsRules(request)) {
                passed.incrementAndGet();
                RULES.check(request);
            }
        });
        assertThat(passed.get()).as("requests that passed").isBetween(TRIES / 50, TRIES - TRIES / 50);
    }

    /// Returns an id with a prefix, usually a valid one.
    public static String id(Random random, String prefix) {
        return random.nextInt(4) > 0
                ? prefix + random.nextInt(5)
                : (random.nextInt(8) > 0 ? prefix : "abc_") + ENDS.get(random.nextInt(ENDS.size()));
    }
}
