package dev.parley.platform.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxFailuresTest extends OutboxTestbed {

    @Test
    void badKeyIsParkedAndBlocksNoOther() {
        IntStream.range(0, 50).forEach(i -> put("key-" + i, 1, Duration.ZERO));
        consumer.before = entry -> {
            if (entry.key().equals("key-7")) {
                throw RequestInvalid.of("thread_id", "string.pattern", "is malformed")
                        .exception();
            }
        };
        try (OutboxRelay relay = relay(consumer)) {
            relay.start();
            await(() -> waiting() == 1);
        }
        assertThat(consumer.versions).hasSize(49).doesNotContainKey("key-7");
        assertThat(parked()).containsExactly("key-7");

        consumer.before = entry -> {};
        put("key-7", 2, Duration.ZERO);
        loop().sweep();
        assertThat(consumer.versions).containsEntry("key-7", 2L);
        assertThat(waiting()).isZero();
    }

    @Test
    void keyThatFailsTemporarilyBlocksNoOtherAndIsRetried() {
        IntStream.range(0, 20).forEach(i -> put("key-" + i, 1, Duration.ZERO));
        consumer.before = entry -> {
            if (entry.key().equals("key-3")) {
                throw Status.UNAVAILABLE.asRuntimeException();
            }
        };
        var loop = loop();
        loop.sweep();
        assertThat(consumer.versions).hasSize(19);
        assertThat(parked()).isEmpty();

        consumer.before = entry -> {};
        advance(Duration.ofMillis(100));
        loop.sweep();
        assertThat(waiting()).isZero();
    }

    @Test
    void errorOfOneKeyIsAFailureOfThatKeyAndBlocksNoOther() {
        IntStream.range(0, 5).forEach(i -> put("key-" + i, 1, Duration.ZERO));
        consumer.before = entry -> {
            if (entry.key().equals("key-3")) {
                throw new StackOverflowError();
            }
        };
        loop().sweep();
        assertThat(keys("select key from outbox where failures = 1")).containsExactly("key-3");
    }

    @Test
    void slowConsumerOfSingleKeysLeavesTheRestToOtherRelays() {
        IntStream.range(0, 20).forEach(i -> put("key-" + i, 1, Duration.ZERO));
        var clock = new AtomicLong();
        var loop = loop(clock::get);
        consumer.before = entry -> {
            clock.addAndGet(LEASE.toNanos() / 10);
            if (consumer.calls.get() == 1) {
                throw Status.DEADLINE_EXCEEDED.asRuntimeException();
            }
        };
        assertThat(loop.sweep()).as("whether more may be due").isTrue();
        assertThat(consumer.versions).as("delivered in half of the lease").hasSize(6);
        consumer.before = entry -> {};
        loop().sweep();
        assertThat(consumer.versions).hasSize(20);
        assertThat(waiting()).isZero();
    }

    @Test
    void consumerThatIsDownIsNotCalledForEachKey() {
        IntStream.range(0, 100).forEach(i -> put("key-" + i, 1, Duration.ZERO));
        consumer.before = entry -> {
            throw Status.UNAVAILABLE.asRuntimeException();
        };
        var loop = loop();
        assertThatThrownBy(loop::sweep).isInstanceOf(TargetDown.class);
        assertThat(consumer.calls).hasValue(4);

        consumer.before = entry -> {};
        advance(Duration.ofSeconds(1));
        assertThat(loop.sweep()).isFalse();
        assertThat(waiting()).isZero();
        assertThat(consumer.versions).hasSize(100);
    }
}
