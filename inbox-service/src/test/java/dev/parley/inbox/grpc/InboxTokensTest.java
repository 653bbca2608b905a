package dev.parley.inbox.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.row.RowPosition;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.problem.ProblemException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InboxTokensTest {

    private static final UserId ANN = new UserId("usr_ann");

    @Test
    void positionsAreReadBackToTheMicrosecond() {
        var position = new RowPosition(3, Instant.parse("2026-11-20T10:00:00.123456Z"), new ThreadId("thr_a"));
        String token = InboxTokens.writePage(ANN, Folder.ALL, position);
        assertThat(InboxTokens.readPage(token, ANN, Folder.ALL)).contains(position);
        assertThat(InboxTokens.readResume(InboxTokens.writeResume(ANN, 42), ANN))
                .isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "", "9223372036854775808", "99999999999999999999"})
    void forgedRevisionIsRefused(String revision) {
        String token = PageTokens.write("WatchInbox|usr_ann", revision);
        assertThatThrownBy(() -> InboxTokens.readResume(token, ANN)).isInstanceOf(ProblemException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "9223372036854775807", ""})
    void forgedTimeIsRefused(String micros) {
        String token = PageTokens.write("ListInbox|usr_ann|ALL", 0, micros, "thr_a");
        assertThatThrownBy(() -> InboxTokens.readPage(token, ANN, Folder.ALL)).isInstanceOf(ProblemException.class);
    }

    @Test
    void forgedThreadIsRefused() {
        String token = PageTokens.write("ListInbox|usr_ann|ALL", 0, "1", "a\u0000b");
        assertThatThrownBy(() -> InboxTokens.readPage(token, ANN, Folder.ALL)).isInstanceOf(ProblemException.class);
    }
}
