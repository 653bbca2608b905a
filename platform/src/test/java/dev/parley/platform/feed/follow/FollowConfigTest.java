package dev.parley.platform.feed.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.platform.testing.Bound;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FollowConfigTest {

    @Test
    void defaults() {
        assertThat(bind(Map.of())).isEqualTo(new FollowConfig(20_000, 200_000, 10));
    }

    @Test
    void everyKeyIsRead() {
        assertThat(bind(Map.of(
                        "parley.follow.subscriptions", 5,
                        "parley.follow.process-subscriptions", 6,
                        "parley.follow.user-streams", 7)))
                .isEqualTo(new FollowConfig(5, 6, 7));
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "100000,10000000,1000"})
    void limitsAreAllowed(int subscriptions, int ofProcess, int userStreams) {
        assertThat(new FollowConfig(subscriptions, ofProcess, userStreams).userStreams())
                .isEqualTo(userStreams);
    }

    @ParameterizedTest
    @CsvSource({
        "0,1,1,subscriptions",
        "100001,1,1,subscriptions",
        "1,0,1,process-subscriptions",
        "1,10000001,1,process-subscriptions",
        "1,1,0,user-streams",
        "1,1,1001,user-streams"
    })
    void whatMakesNoSenseIsRefused(int subscriptions, int ofProcess, int userStreams, String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FollowConfig(subscriptions, ofProcess, userStreams))
                .withMessageContaining("parley.follow." + key);
    }

    private static FollowConfig bind(Map<String, Object> settings) {
        return Bound.to(FollowConfig.class, settings);
    }
}
