package dev.parley.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.platform.testing.Bound;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

final class InboxConfigTest {

    @Test
    void hasDefaults() {
        assertThat(Bound.to(InboxConfig.class, Map.of())).isEqualTo(config(2000, 100, 1000, 100, 1000));
    }

    @Test
    void readsEachSetting() {
        Map<String, Object> settings = Map.of(
                "parley.inbox.patience", "1s",
                "parley.inbox.wait-interval", "20ms",
                "parley.inbox.sweep-interval", "2s",
                "parley.inbox.place-interval", "300ms",
                "parley.inbox.preview-deadline", "1500ms");
        assertThat(Bound.to(InboxConfig.class, settings)).isEqualTo(config(1000, 20, 2000, 300, 1500));
    }

    @ParameterizedTest
    @CsvSource({"0, 100, 1000, 200, 300, patience", "2001, 100, 1000, 200, 300, patience"})
    @CsvSource({"2000, 9, 1000, 200, 300, wait-interval", "2000, 1001, 1000, 200, 300, wait-interval"})
    @CsvSource({"2000, 100, 99, 200, 300, sweep-interval", "2000, 100, 4001, 200, 300, sweep-interval"})
    @CsvSource({"2000, 100, 1000, 9, 300, place-interval", "2000, 100, 1000, 1001, 300, place-interval"})
    @CsvSource({"2000, 100, 1000, 200, 0, preview-deadline", "2000, 100, 1000, 200, 2001, preview-deadline"})
    void refusesWhatIsOutOfBounds(ArgumentsAccessor row) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> config(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .withMessageContaining("parley.inbox." + row.getString(5));
    }

    private static InboxConfig config(long patience, long wait, long sweep, long place, long preview) {
        return new InboxConfig(
                Duration.ofMillis(patience),
                Duration.ofMillis(wait),
                Duration.ofMillis(sweep),
                Duration.ofMillis(place),
                Duration.ofMillis(preview));
    }
}
