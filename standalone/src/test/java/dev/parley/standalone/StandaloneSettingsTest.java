package dev.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StandaloneSettingsTest {

    private final StandaloneSettings standard = StandaloneSettings.in(Path.of("some/../data"));

    @Test
    void theDefaultIsPort50050OfLoopback() {
        assertThat(standard.port()).isEqualTo(50050);
        assertThat(standard.overrides()).isEmpty();
    }

    @Test
    void theDataDirectoryIsMadeAbsolute() {
        assertThat(standard.dataDir()).isEqualTo(Path.of("data").toAbsolutePath());
    }

    @Test
    void everySettingCanBeChanged() {
        StandaloneSettings changed = standard.withPort(0).withOverrides(Map.of("parley.feed.page", 7));
        assertThat(changed.port()).isZero();
        assertThat(changed.overrides()).containsEntry("parley.feed.page", 7);
    }

    @Test
    void invalidPortsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> standard.withPort(-1))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> standard.withPort(65536))
                .withMessageContaining("65536");
    }
}
