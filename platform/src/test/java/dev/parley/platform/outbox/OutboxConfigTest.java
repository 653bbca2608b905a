package dev.parley.platform.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.platform.testing.Bound;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OutboxConfigTest {

    @Test
    void leaseHasADefaultAndAKey() {
        assertThat(Bound.to(OutboxConfig.class, Map.of()).lease()).isEqualTo(Duration.ofSeconds(3));
        assertThat(Bound.to(OutboxConfig.class, Map.of("parley.outbox.lease", "30s"))
                        .lease())
                .isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.999S", "PT10M0.001S"})
    void leaseBeyondItsBoundsIsRefused(Duration lease) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OutboxConfig(lease))
                .withMessageContaining("parley.outbox.lease");
    }
}
