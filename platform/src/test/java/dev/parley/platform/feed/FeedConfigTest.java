package dev.parley.platform.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.platform.testing.Bound;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedConfigTest {

    @Test
    void defaults() {
        assertThat(bind(Map.of())).isEqualTo(new FeedConfig(Duration.ofSeconds(4), Duration.ofMinutes(30), 128));
    }

    @Test
    void everyKeyIsRead() {
        assertThat(bind(Map.of("parley.feed.heartbeat", "1s", "parley.feed.max-age", "5m", "parley.feed.page", 7)))
                .isEqualTo(new FeedConfig(Duration.ofSeconds(1), Duration.ofMinutes(5), 7));
    }

    @ParameterizedTest
    @CsvSource({"100,1000,1", "5000,1000,200"})
    void limitsAreAllowed(long heartbeat, long maxAge, int page) {
        assertThat(config(heartbeat, maxAge, page).page()).isEqualTo(page);
    }

    @ParameterizedTest
    @CsvSource({
        "99,1000,1,heartbeat",
        "5001,1000,1,heartbeat",
        "100,999,1,max-age",
        "100,1000,0,page",
        "100,1000,201,page"
    })
    void whatBreaksTheContractIsRefused(long heartbeat, long maxAge, int page, String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config(heartbeat, maxAge, page))
                .withMessageContaining("parley.feed." + key);
    }

    private static FeedConfig config(long heartbeat, long maxAge, int page) {
        return new FeedConfig(Duration.ofMillis(heartbeat), Duration.ofMillis(maxAge), page);
    }

    private static FeedConfig bind(Map<String, Object> settings) {
        return Bound.to(FeedConfig.class, settings);
    }
}
