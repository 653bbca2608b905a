package dev.parley.inbox.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.folder.ThreadForm;
import dev.parley.inbox.folder.ThreadKind;
import org.junit.jupiter.api.Test;

final class StoredEnumsTest {

    @Test
    void everyNumberIsReadAsItWasWritten() {
        assertThat(ThreadForm.values()).allMatch(form -> StoredEnums.form(StoredEnums.number(form)) == form);
        assertThat(ThreadKind.values()).allMatch(kind -> StoredEnums.kind(StoredEnums.number(kind)) == kind);
        assertThat(Folder.values()).allMatch(folder -> StoredEnums.folder(StoredEnums.number(folder)) == folder);
    }
}
