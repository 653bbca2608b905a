package dev.parley.clientkit.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OrderCheckTest {

    @Test
    void densePositionsAreInOrder() {
        var check = new OrderCheck(7);
        assertThat(LongStream.rangeClosed(8, 100).allMatch(check::accept)).isTrue();
        assertThat(check.gaps()).isZero();
        assertThat(check.repeats()).isZero();
        assertThat(check.last()).isEqualTo(100);
    }

    @Test
    void gapIsCountedOnceAndTheFeedContinuesAfterIt() {
        var check = new OrderCheck(0);
        assertThat(check.accept(1)).isTrue();
        assertThat(check.accept(5)).isFalse();
        assertThat(check.accept(6)).isTrue();
        assertThat(check.gaps()).isEqualTo(1);
        assertThat(check.repeats()).isZero();
    }

    @Test
    void repeatsAndStepsBackAreCounted() {
        var check = new OrderCheck(0);
        check.accept(1);
        check.accept(2);
        assertThat(check.accept(2)).isFalse();
        assertThat(check.accept(1)).isFalse();
        assertThat(check.accept(3)).isTrue();
        assertThat(check.repeats()).isEqualTo(2);
    }

    @Test
    void hiddenRangeIsOneStep() {
        var check = new OrderCheck(0);
        assertThat(check.accept(1)).isTrue();
        assertThat(check.accept(2, 5)).isTrue();
        assertThat(check.accept(6)).isTrue();
        assertThat(check.accept(8, 9)).isFalse();
        assertThat(check.gaps()).isEqualTo(1);
        assertThat(check.last()).isEqualTo(9);
    }

    @Test
    void rangeThatOverlapsIsARepeat() {
        var check = new OrderCheck(3);
        assertThat(check.accept(3, 5)).isFalse();
        assertThat(check.accept(6)).isTrue();
        assertThat(check.repeats()).isEqualTo(1);
    }

    @Test
    void digestsAreEqualOnlyForTheSameMessagesAtTheSamePositions() {
        var one = new Digest();
        var other = new Digest();
        one.add(1, 100);
        one.add(2, 200);
        other.add(2, 200);
        assertThat(one.same(other)).isFalse();
        other.add(1, 100);
        assertThat(one.same(other)).isTrue();
        var swapped = new Digest();
        swapped.add(1, 200);
        swapped.add(2, 100);
        assertThat(one.same(swapped)).isFalse();
        var doubled = new Digest();
        doubled.add(1, 100);
        doubled.add(1, 100);
        doubled.add(2, 200);
        assertThat(one.same(doubled)).isFalse();
    }
}
