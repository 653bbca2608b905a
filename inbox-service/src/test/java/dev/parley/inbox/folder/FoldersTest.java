package dev.parley.inbox.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FoldersTest {

    private static final Setting ARCHIVED = new Setting(0, true, 0);

    @Test
    void threadIsInAllUnlessItIsArchivedForAllOrByTheUser() {
        assertThat(Folders.of(facts(1, false), Setting.NONE, Set.of())).containsExactly(Folder.ALL);
        assertThat(Folders.of(facts(1, true), Setting.NONE, Set.of())).containsExactly(Folder.ARCHIVED);
        assertThat(Folders.of(facts(1, false), ARCHIVED, Set.of())).containsExactly(Folder.ARCHIVED);
        assertThat(Folders.of(facts(1, false), Setting.NONE, Set.of(Waiting.CARD)))
                .containsExactly(Folder.ALL);
    }

    @Test
    void threadOfAnUnknownKindIsInAll() {
        assertThat(Folders.of(facts(77, false), Setting.NONE, Set.of())).containsExactly(Folder.ALL);
    }

    @Test
    void threadBehindAGateIsInNoFolder() {
        assertThat(Folders.of(facts(1, false), Setting.NONE, Set.of(Waiting.GATE)))
                .isEmpty();
        assertThat(Folders.of(facts(1, true), ARCHIVED, Set.of(Waiting.GATE, Waiting.CARD)))
                .isEmpty();
    }

    private static ThreadFacts facts(int kind, boolean archived) {
        return new ThreadFacts(1, kind, "", Instant.EPOCH, archived);
    }
}
