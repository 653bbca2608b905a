package dev.parley.inbox.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.contract.Updates;
import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.merge.Participant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Values that columns store in an encoded form are read back unchanged.
final class ColumnsTest {

    @Test
    void foldersAreReadBackAndUnknownOnesAreOmitted() {
        for (Folder folder : Folder.values()) {
            assertThat(FolderBits.read(FolderBits.of(EnumSet.of(folder)))).containsExactly(folder);
        }
        var all = EnumSet.allOf(Folder.class);
        assertThat(FolderBits.read(FolderBits.of(all) | 1 << 29)).isEqualTo(all);
    }

    @Test
    void participantsOfOlderAndNewerFormsAreRead() {
        assertThat(ParticipantColumn.read(List.of("usr_a", "usr_b|j=7|m=2")))
                .containsExactly(
                        new Participant(new UserId("usr_a"), 0, 0, "", 1),
                        new Participant(new UserId("usr_b"), 2, 0, "", 7));
        assertThat(ParticipantColumn.read(List.of("usr_c|muted=2026-01-01|c=x%7Cy|g=4|m=77|lone|z=")))
                .containsExactly(new Participant(new UserId("usr_c"), 77, 4, "x|y", 1));
    }

    @Test
    void participantsAreReadBackWithAnyContext() {
        var participants = List.of(
                new Participant(new UserId("usr_a"), 1, 3, "Photo|grapher, %7C \"A\\B\" {c}=d|", 5_000_000_000L),
                new Participant(new UserId("usr_b"), 77, 0, "", 1),
                new Participant(new UserId("usr_c"), 0, 4, "NULL", 2));
        try (var database = new InboxDatabase()) {
            new PostgresMergeStore(database.database()).mergeThreads(List.of(Updates.thread("thr_a", 1, participants)));
            var found = new PostgresInboxStore(database.database()).find(new UserId("usr_z"), new ThreadId("thr_a"));
            assertThat(found).isEmpty();
            var row = new PostgresInboxStore(database.database())
                    .find(new UserId("usr_a"), new ThreadId("thr_a"))
                    .orElseThrow();
            assertThat(row.thread().first()).isEqualTo(participants);
        }
    }
}
