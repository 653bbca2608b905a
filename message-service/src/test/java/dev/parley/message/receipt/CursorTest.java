package dev.parley.message.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.UserId;
import dev.parley.message.receipt.Cursor.Epoch;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class CursorTest {

    private static final UserId ALICE = new UserId("usr_alice");

    private static long version(long sequence, long epoch) {
        return new Cursor(ALICE, sequence, sequence, Instant.EPOCH, new Epoch(epoch, 0, 0), 0).version();
    }

    @Test
    void versionIncreasesWithTheSequenceAndANewEpochOutdatesAllEarlierMoves() {
        assertThat(version(8, 0)).isGreaterThan(version(7, 0));
        assertThat(version(1, 1)).isGreaterThan(version(1_000_000_000L, 0));
        assertThat(version(0, 2)).isGreaterThan(version(1_000_000_000L, 1));
    }

    @Test
    void versionIsNeverNegative() {
        assertThat(version(5, Long.MAX_VALUE)).isPositive();
        assertThat(version(5, 1L << 23)).isGreaterThan(version(5, 1));
    }

    @Test
    void mergeTakesTheNewerReadPositionAndTheGreaterDelivery() {
        var read = new Cursor(ALICE, 9, 9, Instant.EPOCH);
        var back = new Cursor(ALICE, 3, 3, Instant.EPOCH, new Epoch(1, 0, 0), 4);
        var merged = new Cursor(ALICE, 3, 3, Instant.EPOCH, new Epoch(1, 0, 0), 9);
        assertThat(read.merge(back)).isEqualTo(merged);
        assertThat(back.merge(read)).isEqualTo(merged);
        assertThat(merged.merge(read).merge(back)).isEqualTo(merged);
    }
}
