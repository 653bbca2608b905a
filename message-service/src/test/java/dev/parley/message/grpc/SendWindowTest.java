package dev.parley.message.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.v1.SendMessageRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SendWindowTest {

    private final AtomicInteger asked = new AtomicInteger();
    private final SendWindow window = new SendWindow(asked::addAndGet);

    private static SendMessageRequest send(int length) {
        return SendMessageRequest.newBuilder().setText("x".repeat(length)).build();
    }

    @Test
    void neverMoreThanTheContractSaysAreInFlight() {
        var inFlight = new ArrayDeque<SendMessageRequest>();
        var random = new Random(7);
        for (int step = 0; step < 20_000; step++) {
            window.refill();
            if (asked.get() > 0 && random.nextBoolean()) {
                arrive(inFlight, 10);
            } else if (!inFlight.isEmpty() && random.nextInt(3) == 0) {
                window.answered(SendWindow.weightOf(inFlight.poll()));
            }
            assertThat(inFlight.size() + asked.get()).isLessThanOrEqualTo(SendWindow.SENDS);
        }
    }

    @Test
    void largeSendsAreFewer() {
        var inFlight = new ArrayDeque<SendMessageRequest>();
        window.refill();
        while (asked.get() > 0) {
            arrive(inFlight, 20_000);
            window.refill();
        }
        assertThat(inFlight).hasSizeBetween(150, 200);
    }

    @Test
    void windowOpensAgainWhenResultsAreTaken() {
        var inFlight = new ArrayDeque<SendMessageRequest>();
        window.refill();
        while (asked.get() > 0) {
            arrive(inFlight, 20_000);
            window.refill();
        }
        inFlight.forEach(send -> window.answered(SendWindow.weightOf(send)));
        window.refill();
        assertThat(asked.get()).isPositive();
    }

    @Test
    void oversizedIsWhatNoRuleLetsPass() {
        assertThat(SendWindow.isOversized(send(20_000))).isFalse();
        assertThat(SendWindow.isOversized(send(30_000))).isTrue();
        assertThat(SendWindow.weightOf(send(1_000_000))).isLessThan(30_000);
    }

    private void arrive(Deque<SendMessageRequest> inFlight, int length) {
        SendMessageRequest send = send(length);
        asked.decrementAndGet();
        window.arrived(send);
        inFlight.add(send);
    }
}
