package dev.parley.message.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.platform.testing.ServiceUnderTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PostgresLogConfigTest {

    private static final String PREFIX = "parley.message.postgres.";

    @Test
    void defaultsAreThoseOfSmallMachines() {
        assertThat(read(Map.of())).isEqualTo(new PostgresLogConfig(2, 256, 20_000, Duration.ofSeconds(2)));
    }

    @Test
    void everyKeyIsRead() {
        assertThat(read(Map.of(
                        PREFIX + "lanes", 4,
                        PREFIX + "batch-max", 100,
                        PREFIX + "queue-bound", 500,
                        PREFIX + "response-timeout", "700ms")))
                .isEqualTo(new PostgresLogConfig(4, 100, 500, Duration.ofMillis(700)));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 256, 20000, 3000, lanes",
        "9, 256, 20000, 3000, lanes",
        "2, 0, 20000, 3000, batch-max",
        "2, 1001, 20000, 3000, batch-max",
        "2, 256, 0, 3000, queue-bound",
        "2, 256, 1000001, 3000, queue-bound",
        "2, 256, 20000, 99, response-timeout",
        "2, 256, 20000, 60001, response-timeout",
    })
    void settingOutOfBoundsIsRefusedByName(int lanes, int batchMax, int queueBound, long timeout, String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PostgresLogConfig(lanes, batchMax, queueBound, Duration.ofMillis(timeout)))
                .withMessageContaining(PREFIX + key);
    }

    private static PostgresLogConfig read(Map<String, Object> settings) {
        try (var message = ServiceUnderTest.start("message", settings)) {
            return message.bean(PostgresLogConfig.class);
        }
    }
}
