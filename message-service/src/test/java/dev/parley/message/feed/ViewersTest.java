package dev.parley.message.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.UserId;
import dev.parley.message.feed.Viewers.Mark;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ViewersTest {

    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_bob");

    @Test
    void readOfTheLogOutdatesTheChangesUpToItsHead() {
        Viewers read = Viewers.read(Set.of(BOB), 10);
        assertThat(read.with(BOB, new Mark(false, 10)).include(BOB)).isTrue();
        assertThat(read.with(BOB, new Mark(false, 11)).include(BOB)).isFalse();
    }

    @Test
    void mergeKeepsTheNewerOfEachViewerInEitherOrder() {
        Viewers heard = Viewers.NONE.with(ALICE, new Mark(true, 12)).with(BOB, new Mark(true, 9));
        Viewers read = Viewers.read(Set.of(), 10);
        for (Viewers merged : new Viewers[] {heard.merge(read), read.merge(heard)}) {
            assertThat(merged.include(ALICE)).isTrue();
            assertThat(merged.include(BOB)).isFalse();
        }
    }
}
