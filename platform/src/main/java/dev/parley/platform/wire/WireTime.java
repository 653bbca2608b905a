package dev.parley.platform.wire;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/// Moments on the wire and in tokens: from the year 1 to the year 9999, which every store can hold as well.
public final class WireTime {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final int NANOS = 1_000_000_000;

    private WireTime() {}

    /// The moment as it goes out.
    public static Timestamp toProto(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    /// The moment that came in.
    public static Instant toInstant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    /// Whether it is a moment at all.
    public static boolean isValid(Timestamp time) {
        return time.getSeconds() >= FIRST.getEpochSecond()
                && time.getSeconds() <= LAST.getEpochSecond()
                && time.getNanos() >= 0
                && time.getNanos() < NANOS;
    }

    /// The same moment. Throws `IllegalArgumentException` when it lies beyond what the wire and the stores can
    /// hold.
    public static Instant bounded(Instant time) {
        if (time.isBefore(FIRST) || time.isAfter(LAST)) {
            throw new IllegalArgumentException("Not from the year 1 to the year 9999");
        }
        return time;
    }
}
