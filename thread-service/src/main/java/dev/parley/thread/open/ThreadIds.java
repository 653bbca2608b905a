package dev.parley.thread.open;

import dev.parley.id.ThreadId;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/// Creates the ids of new threads: `thr_` and 26 letters and digits, with 48 bits of time in milliseconds and
/// 80 random bits. Ids of later threads sort later (but not within a millisecond), and ids cannot be guessed.
@Singleton
public final class ThreadIds {
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int BITS = 5;
    private static final int TIME_DIGITS = 10;
    private static final int RANDOM_DIGITS = 16;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /// Creates ids with the time of a clock.
    public ThreadIds(@Named("thread") Clock clock) {
        this.clock = clock;
    }

    /// Returns a new id.
    public ThreadId next() {
        var id = new StringBuilder("thr_");
        var time = clock.millis();
        for (int digit = TIME_DIGITS - 1; digit >= 0; digit--) {
            id.append(digit((int) (time >>> (digit * BITS))));
        }
        for (int digit = 0; digit < RANDOM_DIGITS; digit++) {
            id.append(digit(random.nextInt()));
        }
        return new ThreadId(id.toString());
    }

    private static char digit(int value) {
        return DIGITS.charAt(value & (DIGITS.length() - 1));
    }
}
