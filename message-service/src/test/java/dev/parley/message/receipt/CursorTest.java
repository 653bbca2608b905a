package dev.parley.message.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.UserId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class CursorTest {

    private static long version(long sequence, long jumps) {
        return new Cursor(new UserId("usr_alice"), sequence, sequence, Instant.EPOCH, jumps).version();
    }

    @Test
    void versionIncreasesWithTheSequenceAndAJumpBackOutdatesAllEarlierMoves() {
        assertThat(version(8, 0)).isGreaterThan(version(7, 0));
        assertThat(version(1, 1)).isGreaterThan(version(1_000_000_000L, 0));
        assertThat(version(0, 2)).isGreaterThan(version(1_000_000_000L, 1));
    }
}
