package dev.parley.platform.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.platform.testing.Bound;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitConfigTest {

    private static final long LEAST = 65_536;

    @Test
    void defaults() {
        assertThat(Bound.to(LimitConfig.class, Map.of()))
                .isEqualTo(new LimitConfig(1_000, 500, 16_777_216, 30_000, 60_000, 50_000, 0, 1_000, 20, 50));
    }

    @Test
    void everyKeyIsRead() {
        Map<String, Object> settings = Map.of(
                "parley.limit.user-calls", 1,
                "parley.limit.user-streams", 2,
                "parley.limit.user-bytes", 100_003,
                "parley.limit.service-calls", 4,
                "parley.limit.calls", 5,
                "parley.limit.streams", 6,
                "parley.limit.bytes", 100_007,
                "parley.limit.open-streams", 8,
                "parley.limit.open-streams-of-connection", 9,
                "parley.limit.reflections", 10);
        assertThat(Bound.to(LimitConfig.class, settings))
                .isEqualTo(new LimitConfig(1, 2, 100_003, 4, 5, 6, 100_007, 8, 9, 10));
    }

    @Test
    void bytesOfTheProcessArePartOfTheHeap() {
        long heap = Runtime.getRuntime().maxMemory();
        assertThat(new LimitConfig(1, 1, LEAST, 1, 1, 1, 0, 1, 1, 1).processBytes())
                .isBetween(heap / 9, heap / 7);
        assertThat(new LimitConfig(1, 1, LEAST, 1, 1, 1, LEAST, 1, 1, 1).processBytes())
                .isEqualTo(LEAST);
    }

    @ParameterizedTest
    @CsvSource({
        "0,1,65536,1,1,1,0,1,1,1",
        "1,0,65536,1,1,1,0,1,1,1",
        "1,1,65535,1,1,1,0,1,1,1",
        "1,1,65536,0,1,1,0,1,1,1",
        "1,1,65536,1,0,1,0,1,1,1",
        "1,1,65536,1,1,0,0,1,1,1",
        "1,1,65536,1,1,1,65535,1,1,1",
        "1,1,65536,1,1,1,0,0,1,1",
        "1,1,65536,1,1,1,0,1,0,1",
        "1,1,65536,1,1,1,0,1,1,0"
    })
    void boundsThatNothingFitsIntoAreRefused(
            int userCalls,
            int userStreams,
            long userBytes,
            int serviceCalls,
            int calls,
            int streams,
            long bytes,
            int openStreams,
            int openOfConnection,
            int reflections) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LimitConfig(
                        userCalls,
                        userStreams,
                        userBytes,
                        serviceCalls,
                        calls,
                        streams,
                        bytes,
                        openStreams,
                        openOfConnection,
                        reflections))
                .withMessageContaining("parley.limit");
    }
}
