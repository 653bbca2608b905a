package dev.parley.platform.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.caller.CallerConfig;
import dev.parley.platform.testing.MutableClock;
import io.micronaut.context.exceptions.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnTokenTest {

    @TempDir
    private Path directory;

    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-01T10:00:00Z"));

    @Test
    void renewedFileIsReadInTime() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "first\n");
        OwnToken token = tokenOf(file);
        assertThat(token.get()).isEqualTo("first");

        Files.writeString(file, "second");
        assertThat(token.get()).isEqualTo("first");
        clock.advance(Duration.ofSeconds(30));
        assertThat(token.get()).isEqualTo("second");
    }

    @Test
    void fileThatIsBrieflyMissingOrEmptyLeavesTheLastToken() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "first");
        OwnToken token = tokenOf(file);
        assertThat(token.get()).isEqualTo("first");

        Files.delete(file);
        clock.advance(Duration.ofSeconds(30));
        assertThat(token.get()).isEqualTo("first");
        Files.writeString(file, "\n");
        clock.advance(Duration.ofSeconds(5));
        assertThat(token.get()).isEqualTo("first");
        Files.writeString(file, "second");
        clock.advance(Duration.ofSeconds(5));
        assertThat(token.get()).isEqualTo("second");
    }

    @Test
    void missingFileIsReportedInOneSentence() {
        OwnToken token = tokenOf(directory.resolve("nowhere"));
        assertThatThrownBy(token::get)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("PARLEY_TOKEN_FILE");
    }

    private OwnToken tokenOf(Path file) {
        var config = new ClientConfig(file.toString(), null, "thread-service", List.of());
        return new OwnToken(
                config, new CallerConfig("unused", "parley", "parley", Duration.ZERO, List.of("ES256")), clock);
    }
}
