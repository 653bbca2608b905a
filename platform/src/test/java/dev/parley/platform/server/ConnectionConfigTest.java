package dev.parley.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.testing.Bound;
import dev.parley.platform.testing.ServiceUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionConfigTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void defaults() {
        assertThat(Bound.to(ConnectionConfig.class, Map.of()))
                .isEqualTo(new ConnectionConfig(
                        10_000,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(40),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(20),
                        3_000));
    }

    @Test
    void everyKeyIsRead() {
        Map<String, Object> settings = Map.of(
                "parley.connection.most", 1,
                "parley.connection.idle", "2s",
                "parley.connection.age", "3s",
                "parley.connection.age-grace", "4s",
                "parley.connection.keep-alive", "5s",
                "parley.connection.keep-alive-timeout", "6s",
                "parley.connection.resets", 7);
        assertThat(Bound.to(ConnectionConfig.class, settings))
                .isEqualTo(new ConnectionConfig(
                        1,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        7));
    }

    @ParameterizedTest
    @CsvSource({
        "0,1000,1000,1000,10,10,1",
        "1,999,1000,1000,10,10,1",
        "1,1000,999,1000,10,10,1",
        "1,1000,1000,999,10,10,1",
        "1,1000,1000,1000,9,10,1",
        "1,1000,1000,1000,10,9,1",
        "1,1000,1000,1000,10,10,0"
    })
    void unusableSettingsAreRefused(
            int most, long idle, long age, long grace, long keepAlive, long timeout, int resets) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConnectionConfig(
                        most,
                        Duration.ofMillis(idle),
                        Duration.ofMillis(age),
                        Duration.ofMillis(grace),
                        Duration.ofMillis(keepAlive),
                        Duration.ofMillis(timeout),
                        resets))
                .withMessageContaining("parley.connection");
    }

    @Test
    void streamsOutliveNoConnection() {
        Map<String, Object> settings =
                Map.of("parley.connection.age-grace", SECOND, "parley.feed.max-age", Duration.ofMinutes(1));
        assertThatThrownBy(() -> ServiceUnderTest.start(List.of(), settings).close())
                .hasMessage("PARLEY_CONNECTION_AGE_GRACE must be longer than the life of a feed, which is up to 66 s.");
    }
}
