package dev.parley.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.platform.testing.Bound;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SafetyConfigTest {

    @Test
    void defaults() {
        assertThat(Bound.to(SafetyConfig.class, Map.of()))
                .isEqualTo(new SafetyConfig(1_000_000, Duration.ofSeconds(5), 300));
    }

    @Test
    void everyKeyIsRead() {
        Map<String, Object> settings = Map.of(
                "parley.safety.pair-cache-entries", 7,
                "parley.safety.pair-cache-age", "250ms",
                "parley.safety.block-changes", 9);
        assertThat(Bound.to(SafetyConfig.class, settings)).isEqualTo(new SafetyConfig(7, Duration.ofMillis(250), 9));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 10_000_001})
    void entriesOutOfBoundsAreRefused(int entries) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SafetyConfig(entries, Duration.ofSeconds(5), 300))
                .withMessageContaining("pair-cache-entries");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "PT0S", "PT1M0.001S"})
    void ageOutOfBoundsIsRefused(String age) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SafetyConfig(1, Duration.parse(age), 300))
                .withMessageContaining("pair-cache-age");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 100_001})
    void changesOutOfBoundsAreRefused(int changes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SafetyConfig(1, Duration.ofSeconds(5), changes))
                .withMessageContaining("block-changes");
    }
}
