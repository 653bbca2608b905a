package dev.parley.inbox.unread;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class UnreadTest {

    private static final HiddenOrdinals THREE = HiddenOrdinals.of(3, true, 1);
    private static final HiddenOrdinals FIVE = HiddenOrdinals.of(5, true, 1);

    @Test
    void isTheDistanceMinusTheHiddenOrdinalsBetween() {
        assertThat(count(6, HiddenOrdinals.NONE, 2, HiddenOrdinals.NONE)).isEqualTo(4);
        assertThat(count(6, THREE, 2, FIVE)).isEqualTo(2);
        assertThat(count(6, THREE, 2, THREE)).isEqualTo(3);
        assertThat(count(6, THREE, 3, HiddenOrdinals.NONE)).isEqualTo(3);
        assertThat(count(4, FIVE, 2, HiddenOrdinals.NONE)).isEqualTo(2);
    }

    @Test
    void isNeverBelowZero() {
        assertThat(count(2, HiddenOrdinals.NONE, 9, HiddenOrdinals.NONE)).isZero();
        assertThat(count(0, THREE, 0, FIVE)).isZero();
    }

    @Test
    void newerVersionOfACursorMayGoBack() {
        var far = new ReadCursor(9, 8, 2);
        var back = new ReadCursor(4, 3, 3);
        assertThat(far.newer(back)).isEqualTo(back);
        assertThat(back.newer(far)).isEqualTo(back);
        assertThat(far.newer(new ReadCursor(5, 5, 2))).isEqualTo(far);
        assertThat(new ReadCursor(5, 5, 2).newer(far)).isEqualTo(far);
        assertThat(new ReadCursor(5, 5, 2).newer(new ReadCursor(5, 6, 2)).ordinal())
                .isEqualTo(6);
        assertThat(ReadCursor.NONE.newer(far)).isEqualTo(far);
    }

    private static long count(long head, HiddenOrdinals forAll, long read, HiddenOrdinals forReader) {
        return Unread.of(head, forAll, read, forReader).count();
    }
}
