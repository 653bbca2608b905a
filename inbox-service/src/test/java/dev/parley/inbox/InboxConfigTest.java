package dev.parley.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.platform.testing.ServiceUnderTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InboxConfigTest {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration WAIT = Duration.ofMillis(100);
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration PREVIEW = Duration.ofSeconds(1);

    @Test
    void standsOnItsOwn() {
        assertThat(read(Map.of())).isEqualTo(new InboxConfig(PATIENCE, WAIT, SWEEP, PREVIEW));
    }

    @Test
    void takesEachSetting() {
        Map<String, Object> settings = Map.of(
                "parley.inbox.patience", "1s",
                "parley.inbox.wait-interval", "20ms",
                "parley.inbox.sweep-interval", "2s",
                "parley.inbox.preview-deadline", "1500ms");
        assertThat(read(settings))
                .isEqualTo(new InboxConfig(
                        Duration.ofSeconds(1), Duration.ofMillis(20), Duration.ofSeconds(2), Duration.ofMillis(1500)));
    }

    @ParameterizedTest
    @CsvSource({"0, 100, 1000, 300, patience", "2001, 100, 1000, 300, patience", "2000, 9, 1000, 300, wait-interval"})
    @CsvSource({"2000, 1001, 1000, 300, wait-interval", "2000, 100, 99, 300, sweep-interval"})
    @CsvSource({"2000, 100, 4001, 300, sweep-interval", "2000, 100, 1000, 0, preview-deadline"})
    @CsvSource("2000, 100, 1000, 2001, preview-deadline")
    void refusesWhatIsOutOfBounds(long patience, long wait, long sweep, long preview, String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InboxConfig(
                        Duration.ofMillis(patience),
                        Duration.ofMillis(wait),
                        Duration.ofMillis(sweep),
                        Duration.ofMillis(preview)))
                .withMessageContaining("parley.inbox." + name);
    }

    private static InboxConfig read(Map<String, Object> settings) {
        try (var inbox = ServiceUnderTest.start("inbox", settings)) {
            return inbox.bean(InboxConfig.class);
        }
    }
}
