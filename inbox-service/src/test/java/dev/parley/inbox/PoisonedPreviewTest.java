package dev.parley.inbox;

import static dev.parley.inbox.WireUpdates.head;
import static dev.parley.inbox.WireUpdates.messageId;
import static dev.parley.inbox.WireUpdates.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.inbox.v1.InboxRow;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// A message whose preview message-service cannot give.
final class PoisonedPreviewTest {

    private static final InboxUnderTest INBOX = InboxUnderTest.shared();
    private static final int ROWS = 20;

    @ParameterizedTest
    @EnumSource(
            value = Code.class,
            names = {"OK", "CANCELLED", "UNAVAILABLE", "DEADLINE_EXCEEDED"},
            mode = Mode.EXCLUDE)
    void messageThatFailsTakesNoPreviewFromOtherRows(Code code) {
        String name = "poison-" + code.name().toLowerCase(Locale.ROOT);
        String user = "usr_" + name;
        String bad = "thr_" + name + "7";
        for (int row = 0; row < ROWS; row++) {
            String thread = "thr_" + name + row;
            INBOX.messages().know(messageId(thread, 1), "Text " + row);
            INBOX.apply(thread(thread, 1, user, "usr_other"));
            INBOX.apply(head(thread, 1));
        }
        INBOX.messages().poison(messageId(bad, 1), Status.fromCode(code));
        assertThat(INBOX.list(user))
                .hasSize(ROWS)
                .allSatisfy(row -> assertThat(row.hasPreview())
                        .as("preview of %s", row.getThreadId())
                        .isEqualTo(!row.getThreadId().equals(bad)));
        assertThat(INBOX.row(user, bad))
                .extracting(InboxRow::hasPreview, InboxRow::getPreviewPending)
                .containsExactly(false, true);
    }
}
