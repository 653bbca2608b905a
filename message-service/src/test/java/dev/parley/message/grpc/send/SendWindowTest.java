package dev.parley.message.grpc.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.platform.limit.ElementWindow;
import dev.parley.platform.limit.HeldElements;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SendWindowTest {

    private final AtomicInteger asked = new AtomicInteger();
    private final ElementWindow window = SendWindow.of(HeldElements.uncounted(), asked::addAndGet);

    private static ArrivedSend send(int length) {
        var request = SendMessagesRequest.newBuilder()
                .setSend(SendMessageRequest.newBuilder().setText("x".repeat(length)))
                .build();
        return ArrivedSend.parsed(request, request.getSerializedSize());
    }

    @Test
    void neverMoreThanTheContractSaysAreInFlight() {
        var inFlight = new ArrayDeque<ArrivedSend>();
        var random = new Random(7);
        for (int step = 0; step < 20_000; step++) {
            window.refill();
            if (asked.get() > 0 && random.nextBoolean()) {
                arrive(inFlight, 10);
            } else if (!inFlight.isEmpty() && random.nextInt(3) == 0) {
                window.answered(inFlight.poll().weight());
            }
            assertThat(inFlight.size() + asked.get()).isLessThanOrEqualTo(SendWindow.SENDS);
        }
    }

    @Test
    void largeSendsReduceTheNumberInFlight() {
        var inFlight = new ArrayDeque<ArrivedSend>();
        window.refill();
        while (asked.get() > 0) {
            arrive(inFlight, 20_000);
            window.refill();
        }
        assertThat(inFlight).hasSizeBetween(150, 200);
    }

    @Test
    void windowOpensAgainWhenResultsAreTaken() {
        var inFlight = new ArrayDeque<ArrivedSend>();
        window.refill();
        while (asked.get() > 0) {
            arrive(inFlight, 20_000);
            window.refill();
        }
        inFlight.forEach(send -> window.answered(send.weight()));
        window.refill();
        assertThat(asked.get()).isPositive();
    }

    private void arrive(Deque<ArrivedSend> inFlight, int length) {
        ArrivedSend send = send(length);
        asked.decrementAndGet();
        window.arrived(send.weight());
        inFlight.add(send);
    }
}
