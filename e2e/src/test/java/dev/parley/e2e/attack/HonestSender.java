package dev.parley.e2e.attack;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.report.Tally;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Sends at a fixed rate, whatever the server does, and times each send from its intended start.
final class HonestSender {

    private static final Duration PAUSE = Duration.ofMillis(25);
    private static final int PATIENCE_SECONDS = 10;

    private final User user;
    private final String thread;

    HonestSender(User user, String thread) {
        this.user = user;
        this.thread = thread;
    }

    /// Sends for this long, and returns once all sends have their result.
    Tally send(Duration duration) {
        var tally = new Tally();
        var open = new Phaser(1);
        long begin = System.nanoTime();
        for (long due = 0; due < duration.toNanos(); due += PAUSE.toNanos()) {
            long intended = begin + due;
            LockSupport.parkNanos(intended - System.nanoTime());
            open.register();
            Thread.startVirtualThread(() -> {
                sendOne(tally, intended);
                open.arriveAndDeregister();
            });
        }
        open.awaitAdvance(open.arrive());
        return tally;
    }

    private void sendOne(Tally tally, long intended) {
        try {
            user.messages()
                    .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .sendMessage(User.draft(thread, User.newRequestId(), "An honest message"));
            tally.answered(System.nanoTime() - intended);
        } catch (RuntimeException failure) {
            tally.failed("send", Status.fromThrowable(failure));
        }
    }
}
