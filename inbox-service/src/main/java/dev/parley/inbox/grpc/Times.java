package dev.parley.inbox.grpc;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/// Moments on the wire.
final class Times {

    /// The bounds of a time on the wire.
    static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private static final int NANOS = 1_000_000_000;

    private Times() {}

    /// Whether it is a time at all: from the year 1 to the year 9999.
    static boolean isValid(Timestamp time) {
        return time.getSeconds() >= FIRST.getEpochSecond()
                && time.getSeconds() <= LAST.getEpochSecond()
                && time.getNanos() >= 0
                && time.getNanos() < NANOS;
    }

    static Timestamp toProto(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    static Instant toInstant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
