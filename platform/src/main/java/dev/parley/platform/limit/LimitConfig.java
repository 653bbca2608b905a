package dev.parley.platform.limit;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/// Bounds of what callers and the process may hold at the same time, under `parley.limit`. A call is in flight
/// until it ends; a stream is any call that is not unary, such as a feed.
///
/// @param userCalls calls of one acting user, including streams
/// @param userStreams streams of one acting user
/// @param userBytes bytes of requests of one acting user that are incomplete or being handled
/// @param serviceCalls calls of one service on its own behalf, including streams
/// @param calls calls of the process, including streams
/// @param streams streams of the process
/// @param bytes bytes of requests of the process that are incomplete or being handled; 0 is an eighth of the
/// heap
/// @param openStreams streams of health and reflection, which need no token, of the process
/// @param openStreamsOfConnection those of one connection
/// @param reflections requests for reflection that are answered in a second, for the whole process
@ConfigurationProperties("parley.limit")
public record LimitConfig(
        @Bindable(defaultValue = "1000") int userCalls,
        @Bindable(defaultValue = "500") int userStreams,
        @Bindable(defaultValue = "16777216") long userBytes,
        @Bindable(defaultValue = "30000") int serviceCalls,
        @Bindable(defaultValue = "60000") int calls,
        @Bindable(defaultValue = "50000") int streams,
        @Bindable(defaultValue = "0") long bytes,
        @Bindable(defaultValue = "1000") int openStreams,
        @Bindable(defaultValue = "20") int openStreamsOfConnection,
        @Bindable(defaultValue = "50") int reflections) {

    private static final long LEAST_BYTES = 65_536;
    private static final long PARTS_OF_HEAP = 8;

    /// Refuses bounds that nothing fits into.
    public LimitConfig {
        if (userCalls < 1
                || userStreams < 1
                || serviceCalls < 1
                || calls < 1
                || streams < 1
                || openStreams < 1
                || openStreamsOfConnection < 1
                || reflections < 1) {
            throw new IllegalArgumentException("Each number of parley.limit must be at least 1.");
        }
        if (userBytes < LEAST_BYTES || bytes != 0 && bytes < LEAST_BYTES) {
            throw new IllegalArgumentException("parley.limit.user-bytes and parley.limit.bytes must be at least "
                    + LEAST_BYTES + ". parley.limit.bytes may also be 0, for an eighth of the heap.");
        }
    }

    /// Returns the bytes of the process.
    long processBytes() {
        return bytes == 0 ? Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / PARTS_OF_HEAP) : bytes;
    }
}
