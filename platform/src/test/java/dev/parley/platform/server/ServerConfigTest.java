package dev.parley.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.platform.testing.Bound;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerConfigTest {

    @Test
    void defaults() {
        assertThat(Bound.to(ServerConfig.class, Map.of()))
                .isEqualTo(new ServerConfig(1024 * 1024, 20_000, true, Duration.ofSeconds(2), Duration.ofSeconds(10)));
    }

    @Test
    void everyKeyIsRead() {
        Map<String, Object> settings = Map.of(
                "parley.server.max-message-bytes",
                2048,
                "parley.server.max-calls",
                5,
                "parley.server.reflection",
                false,
                "parley.server.drain",
                "4s",
                "parley.server.grace",
                "3s");
        assertThat(Bound.to(ServerConfig.class, settings))
                .isEqualTo(new ServerConfig(2048, 5, false, Duration.ofSeconds(4), Duration.ofSeconds(3)));
    }

    @Test
    void limitsAreAllowed() {
        assertThat(new ServerConfig(1024, 1, true, Duration.ZERO, Duration.ZERO).maxCalls())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1023,1,0,0", "1024,0,0,0", "1024,1,-1,0", "1024,1,0,-1"})
    void unusableSettingsAreRefused(int maxMessageBytes, int maxCalls, long drain, long grace) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServerConfig(
                        maxMessageBytes, maxCalls, true, Duration.ofSeconds(drain), Duration.ofSeconds(grace)))
                .withMessageContaining("parley.server");
    }
}
