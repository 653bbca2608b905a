package dev.parley.platform.wire;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/// Times on the wire and in tokens: from the year 1 to the year 9999, which every store can represent as
/// well.
public final class WireTime {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final int NANOS = 1_000_000_000;

    private WireTime() {}

    /// Returns the time in wire form.
    public static Timestamp toProto(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    /// Returns the time of a wire value.
    public static Instant toInstant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    /// Whether it is a valid time.
    public static boolean isValid(Timestamp time) {
        return time.getSeconds() >= FIRST.getEpochSecond()
                && time.getSeconds() <= LAST.getEpochSecond()
                && time.getNanos() >= 0
                && time.getNanos() < NANOS;
    }

    /// Returns the same time. Throws `IllegalArgumentException` if it is out of range for the wire and the
    /// stores.
    public static Instant bounded(Instant time) {
        if (time.isBefore(FIRST) || time.isAfter(LAST)) {
            throw new IllegalArgumentException("Not between the years 1 and 9999");
        }
        return time;
    }
}
