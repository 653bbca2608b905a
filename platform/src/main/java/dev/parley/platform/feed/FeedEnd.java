package dev.parley.platform.feed;

import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_ACCESS_ENDED;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_CREDENTIALS_EXPIRED;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_INTERNAL;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_SHUTDOWN;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_STORE_UNAVAILABLE;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_UNSUBSCRIBED;

import com.google.protobuf.Duration;
import com.google.rpc.Status;
import dev.parley.feed.v1.CloseReason;
import dev.parley.feed.v1.Closing;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.wire.ProblemStatus;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Why a stream ends.
///
/// @param status the status of the RPC; null means OK
public record FeedEnd(CloseReason reason, @Nullable ProblemStatus status) {

    private static final String SHUTTING_DOWN = "SHUTTING_DOWN";
    private static final int STORE_RETRY_LEAST_MILLIS = 500;
    private static final int STORE_RETRY_MOST_MILLIS = 3_000;

    /// The reader has disconnected: nothing is sent.
    public static final FeedEnd CANCELLED = new FeedEnd(CloseReason.CLOSE_REASON_UNSPECIFIED, null);

    /// The reader has ended this feed, and the stream goes on.
    public static final FeedEnd UNSUBSCRIBED = new FeedEnd(CloseReason.CLOSE_REASON_UNSUBSCRIBED, null);

    /// Returns the problem of a reader whose feed lost its store, with a delay that differs from reader to reader.
    public static StoreUnavailable lostStore() {
        return new StoreUnavailable(java.time.Duration.ofMillis(
                ThreadLocalRandom.current().nextLong(STORE_RETRY_LEAST_MILLIS, STORE_RETRY_MOST_MILLIS)));
    }

    /// Returns the end for the status of an exception of a source.
    public static FeedEnd of(ProblemStatus status) {
        return new FeedEnd(reasonOf(status), status);
    }

    /// What a later attempt of the same reader may succeed at does not end its access.
    private static CloseReason reasonOf(ProblemStatus status) {
        return switch (status.code()) {
            case UNAVAILABLE ->
                status.reason().equals(SHUTTING_DOWN) ? CLOSE_REASON_SHUTDOWN : CLOSE_REASON_STORE_UNAVAILABLE;
            case RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, ABORTED -> CLOSE_REASON_STORE_UNAVAILABLE;
            case UNAUTHENTICATED -> CLOSE_REASON_CREDENTIALS_EXPIRED;
            case INTERNAL, UNKNOWN, DATA_LOSS, CANCELLED, OK -> CLOSE_REASON_INTERNAL;
            case PERMISSION_DENIED,
                    NOT_FOUND,
                    FAILED_PRECONDITION,
                    INVALID_ARGUMENT,
                    OUT_OF_RANGE,
                    ALREADY_EXISTS,
                    UNIMPLEMENTED -> CLOSE_REASON_ACCESS_ENDED;
        };
    }

    /// Whether the reader may open the next stream with a token of this one.
    public boolean isResumable() {
        return reason != CLOSE_REASON_ACCESS_ENDED;
    }

    /// Returns the last element of the stream, with a delay that differs from reader to reader, so that
    /// readers who lose their streams together do not reconnect together.
    public Closing toProto(String resumeToken) {
        var closing = Closing.newBuilder().setReason(reason).setResumeToken(resumeToken);
        switch (reason) {
            case CLOSE_REASON_MAX_AGE -> closing.setRetryDelay(between(100, 1_000));
            case CLOSE_REASON_SHUTDOWN, CLOSE_REASON_STORE_UNAVAILABLE ->
                closing.setRetryDelay(between(STORE_RETRY_LEAST_MILLIS, STORE_RETRY_MOST_MILLIS));
            case CLOSE_REASON_INTERNAL -> closing.setRetryDelay(between(1_000, 5_000));
            case CLOSE_REASON_ACCESS_ENDED, CLOSE_REASON_CREDENTIALS_EXPIRED, CLOSE_REASON_UNSUBSCRIBED -> {}
            case CLOSE_REASON_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalStateException("Never sent: " + reason);
        }
        return closing.build();
    }

    /// Returns the last element of a feed whose stream goes on.
    Closing toProtoWithStatus(String resumeToken) {
        var closing = toProto(resumeToken).toBuilder();
        return closing.setStatus(status == null ? Status.getDefaultInstance() : status.toProto())
                .build();
    }

    /// Ends the RPC with the status.
    public void end(ServerCallStreamObserver<?> observer) {
        if (observer.isCancelled()) {
            return;
        }
        if (status == null) {
            observer.onCompleted();
        } else {
            observer.onError(status.toException());
        }
    }

    private static Duration between(int least, int most) {
        long millis = ThreadLocalRandom.current().nextInt(least, most + 1);
        return Duration.newBuilder()
                .setSeconds(millis / 1_000)
                .setNanos((int) (millis % 1_000) * 1_000_000)
                .build();
    }
}
