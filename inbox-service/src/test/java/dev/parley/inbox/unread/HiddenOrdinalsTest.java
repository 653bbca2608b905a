package dev.parley.inbox.unread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.testing.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HiddenOrdinalsTest {

    @Test
    void newerVersionWinsAndWithinAVersionTheOneThatHides() {
        var set = HiddenOrdinals.of(3, true, 5).merge(HiddenOrdinals.of(3, false, 4));
        assertThat(set.above(0)).containsExactly(3L);
        set = set.merge(HiddenOrdinals.of(3, false, 6));
        assertThat(set.above(0)).isEmpty();
        assertThat(set.isEmpty()).isFalse();
        assertThat(set.merge(HiddenOrdinals.of(3, true, 6)).above(2)).containsExactly(3L);
        assertThat(set.merge(HiddenOrdinals.of(3, true, 6)).above(3)).isEmpty();
    }

    @Test
    void orderAndRepetitionDoNotMatter() {
        Seeds.forEach(100, random -> {
            var entries = new ArrayList<HiddenOrdinals>();
            for (int i = 0; i < 30; i++) {
                entries.add(HiddenOrdinals.of(random.nextInt(6), random.nextBoolean(), random.nextInt(5)));
            }
            var one = merged(entries);
            entries.addAll(entries.subList(0, 10));
            Collections.shuffle(entries, random);
            assertThat(merged(entries)).isEqualTo(one);
        });
    }

    @Test
    void boundKeepsTheGreatestInAnyOrder() {
        var entries = new ArrayList<HiddenOrdinals>();
        for (int i = 1; i <= HiddenOrdinals.MOST + 3; i++) {
            entries.add(HiddenOrdinals.of(i, true, 1));
        }
        var up = merged(entries);
        assertThat(up.above(0)).hasSize(HiddenOrdinals.MOST).startsWith(4L);
        assertThat(merged(entries.reversed())).isEqualTo(up);
        assertThat(up.merge(HiddenOrdinals.of(2, true, 9))).isSameAs(up);
    }

    @Test
    void storedSetIsTheSame() {
        var set = HiddenOrdinals.of(3, true, 5).merge(HiddenOrdinals.of(7, false, 2));
        var ordinals = new ArrayList<Long>();
        var stamps = new ArrayList<Long>();
        set.forEach((ordinal, stamp) -> {
            ordinals.add(ordinal);
            stamps.add(stamp);
        });
        assertThat(HiddenOrdinals.stored(ordinals, stamps)).isEqualTo(set).hasSameHashCodeAs(set);
        assertThat(set.merge(set)).isSameAs(set);
    }

    private static HiddenOrdinals merged(List<HiddenOrdinals> entries) {
        return entries.stream().reduce(HiddenOrdinals.NONE, HiddenOrdinals::merge);
    }
}
