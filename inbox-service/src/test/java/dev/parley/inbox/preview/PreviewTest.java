package dev.parley.inbox.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.MessageId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class PreviewTest {

    @Test
    void textIsCutBetweenCharacters() {
        assertThat(preview("a".repeat(120))).hasSize(120);
        assertThat(preview("a".repeat(121))).hasSize(120);
        assertThat(preview("a" + "😀".repeat(120))).isEqualTo("a" + "😀".repeat(119));
        assertThat(preview("😀".repeat(70))).isEqualTo("😀".repeat(70));
    }

    private static String preview(String text) {
        return new Preview(new MessageId("msg_a"), "usr_a", text, Instant.EPOCH).text();
    }
}
