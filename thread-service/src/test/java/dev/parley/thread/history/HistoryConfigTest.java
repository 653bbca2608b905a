package dev.parley.thread.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.platform.testing.Bound;
import dev.parley.thread.HistoryConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HistoryConfigTest {
    @Test
    void defaultIsSevenYears() {
        assertThat(Bound.to(HistoryConfig.class, Map.of()).life()).isEqualTo(Duration.ofDays(2555));
    }

    @Test
    void settingOverridesTheDefault() {
        assertThat(Bound.to(HistoryConfig.class, Map.of("parley.thread.history.life", "400d"))
                        .life())
                .isEqualTo(Duration.ofDays(400));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 29, 36_501})
    void rejectsValuesOutOfBounds(long days) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HistoryConfig(Duration.ofDays(days)))
                .withMessageContaining("parley.thread.history.life");
    }
}
