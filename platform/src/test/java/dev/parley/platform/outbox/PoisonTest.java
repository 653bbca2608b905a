package dev.parley.platform.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.backlog.ParkedKey;
import dev.parley.platform.clients.Neighbour;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// A consumer that answers one key with any status.
class PoisonTest extends OutboxTestbed {

    private static final Set<Code> OUTAGES = Set.of(Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED, Code.CANCELLED);
    private static final int ROUNDS = 12;

    private OutboxBacklog backlog() {
        return new OutboxBacklog("thread", TOPIC, database);
    }

    private void refuse(String key, Code code) {
        consumer.before = entry -> {
            if (entry.key().equals(key)) {
                Neighbour.call("message", () -> {
                    throw Status.fromCode(code).asRuntimeException();
                });
            }
        };
    }

    private void rounds(Loops loop, String others) {
        for (int round = 0; round < ROUNDS; round++) {
            put(others + round, 1, Duration.ZERO);
            loop.sweep();
            advance(Duration.ofSeconds(3));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Code.class, names = "OK", mode = Mode.EXCLUDE)
    void keyThatIsAnsweredWithAnyStatusStopsNoOther(Code code) {
        refuse("bad", code);
        put("bad", 7, Duration.ZERO);
        rounds(loop(), "good-");
        assertThat(consumer.versions).hasSize(ROUNDS).doesNotContainKey("bad");
        if (OUTAGES.contains(code)) {
            assertThat(parked()).isEmpty();
            assertThat(backlog().depth().parked()).isZero();
            return;
        }
        assertThat(backlog().parked("", 10)).singleElement().satisfies(key -> {
            assertThat(key.key()).isEqualTo("bad");
            assertThat(key.version()).isEqualTo(7);
            assertThat(key.reason()).contains(code.name());
            assertThat(key.attempts()).isPositive();
        });
        assertThat(backlog().depth().parked()).isEqualTo(1);

        consumer.before = entry -> {};
        assertThat(backlog().retry("bad")).isTrue();
        assertThat(backlog().retry("bad")).isFalse();
        loop().sweep();
        assertThat(consumer.versions).containsEntry("bad", 7L);
    }

    @Test
    void consumerThatFailsForAllKeysParksNone() {
        IntStream.range(0, 5).forEach(i -> put("key-" + i, 1, Duration.ZERO));
        consumer.before = entry -> {
            throw Status.INTERNAL.asRuntimeException();
        };
        var loop = loop();
        for (int round = 0; round < 2 * ROUNDS; round++) {
            failing(loop);
            advance(Duration.ofSeconds(3));
        }
        assertThat(parked()).isEmpty();
    }

    @Test
    void firstFaultAfterALongOutageParksNothing() {
        put("bad", 1, Duration.ZERO);
        refuse("bad", Code.UNAVAILABLE);
        var loop = loop();
        rounds(loop, "good-");
        refuse("bad", Code.INTERNAL);
        put("another", 1, Duration.ZERO);
        loop.sweep();
        assertThat(parked()).isEmpty();
    }

    @Test
    void ageIsThatOfTheOldestUpdateThatTheConsumerLacks() {
        assertThat(backlog().depth().age()).isZero();
        put("a", 1, Duration.ZERO);
        database.transaction(c -> {
            try (var update = c.prepareStatement("update outbox set put_time = now() - interval '1 minute'")) {
                return update.executeUpdate();
            }
        });
        put("a", 2, Duration.ZERO);
        put("b", 1, Duration.ZERO);
        assertThat(backlog().depth().age()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(90));
        loop().sweep();
        assertThat(backlog().depth().age()).isZero();
    }

    @Test
    void parkedKeysAreListedInPages() {
        consumer.before = entry -> {
            throw Status.NOT_FOUND.asRuntimeException();
        };
        IntStream.range(0, 5).forEach(i -> put("key-" + i, 1, Duration.ZERO));
        loop().sweep();
        assertThat(backlog().parked("", 2)).extracting(ParkedKey::key).containsExactly("key-0", "key-1");
        assertThat(backlog().parked("key-1", 9)).extracting(ParkedKey::key).containsExactly("key-2", "key-3", "key-4");
    }

    private static void failing(Loops loop) {
        try {
            loop.sweep();
        } catch (TargetDown down) {
            assertThat(down).hasMessageContaining(TOPIC);
        }
    }
}
