package dev.parley.platform.feed;

import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_ACCESS_ENDED;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_CREDENTIALS_EXPIRED;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_INTERNAL;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_SHUTDOWN;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_STORE_UNAVAILABLE;

import com.google.protobuf.Duration;
import dev.parley.feed.v1.CloseReason;
import dev.parley.feed.v1.Closing;
import dev.parley.platform.wire.ProblemStatus;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Why a stream ends.
///
/// @param status the status of the RPC; null means OK
record Ending(CloseReason reason, @Nullable ProblemStatus status) {

    private static final String SHUTTING_DOWN = "SHUTTING_DOWN";

    /// The reader has disconnected: nothing is sent.
    static final Ending CANCELLED = new Ending(CloseReason.CLOSE_REASON_UNSPECIFIED, null);

    /// Returns the ending for the status of an exception of a source.
    static Ending of(ProblemStatus status) {
        return new Ending(reasonOf(status), status);
    }

    private static CloseReason reasonOf(ProblemStatus status) {
        return switch (status.code()) {
            case UNAVAILABLE ->
                status.reason().equals(SHUTTING_DOWN) ? CLOSE_REASON_SHUTDOWN : CLOSE_REASON_STORE_UNAVAILABLE;
            case UNAUTHENTICATED -> CLOSE_REASON_CREDENTIALS_EXPIRED;
            case INTERNAL -> CLOSE_REASON_INTERNAL;
            default -> CLOSE_REASON_ACCESS_ENDED;
        };
    }

    /// Whether the reader may open the next stream with a token of this one.
    boolean isResumable() {
        return reason != CLOSE_REASON_ACCESS_ENDED;
    }

    /// Returns the last element of the stream, with a delay that differs from reader to reader, so that
    /// readers who lose their streams together do not reconnect together.
    Closing toProto(String resumeToken) {
        var closing = Closing.newBuilder().setReason(reason).setResumeToken(resumeToken);
        switch (reason) {
            case CLOSE_REASON_MAX_AGE -> closing.setRetryDelay(between(100, 1_000));
            case CLOSE_REASON_SHUTDOWN, CLOSE_REASON_STORE_UNAVAILABLE -> closing.setRetryDelay(between(500, 3_000));
            case CLOSE_REASON_INTERNAL -> closing.setRetryDelay(between(1_000, 5_000));
            case CLOSE_REASON_ACCESS_ENDED, CLOSE_REASON_CREDENTIALS_EXPIRED -> {}
            case CLOSE_REASON_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalStateException("Never sent: " + reason);
        }
        return closing.build();
    }

    private static Duration between(int least, int most) {
        long millis = ThreadLocalRandom.current().nextInt(least, most + 1);
        return Duration.newBuilder()
                .setSeconds(millis / 1_000)
                .setNanos((int) (millis % 1_000) * 1_000_000)
                .build();
    }
}
