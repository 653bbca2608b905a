package dev.parley.client;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Bounds the time after which a channel finds a server that has come back. The back-off of gRPC grows up to two
/// minutes, in which each call fails at once, and Java has no option for it. So a channel that reaches none of its
/// addresses tries them again each second, ± 20 %. A channel that still reaches one keeps to the back-off of gRPC.
final class Reconnection {

    static final Duration PACE = Duration.ofSeconds(1);
    private static final double JITTER = 0.2;

    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private Reconnection() {}

    /// Watches a channel until it is shut down, and returns it.
    static ManagedChannel of(ManagedChannel channel) {
        watch(channel);
        return channel;
    }

    private static void watch(ManagedChannel channel) {
        ConnectivityState state = channel.getState(false);
        switch (state) {
            case SHUTDOWN -> {}
            case TRANSIENT_FAILURE -> TIMER.schedule(() -> again(channel), delay(), TimeUnit.MILLISECONDS);
            default -> channel.notifyWhenStateChanged(state, () -> watch(channel));
        }
    }

    private static void again(ManagedChannel channel) {
        try {
            channel.resetConnectBackoff();
        } finally {
            watch(channel);
        }
    }

    private static long delay() {
        double spread = 1 + JITTER * ThreadLocalRandom.current().nextDouble(-1, 1);
        return Math.round(PACE.toMillis() * spread);
    }

    /// One thread for all channels of the process, which ends while every channel is connected.
    private static ScheduledThreadPoolExecutor timer() {
        var timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("parley-reconnection").daemon().factory());
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }
}
