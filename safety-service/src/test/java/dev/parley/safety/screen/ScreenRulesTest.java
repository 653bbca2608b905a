package dev.parley.safety.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.safety.screen.Draft.SendDraft;
import dev.parley.safety.screen.Finding.ContentRejected;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScreenRulesTest {

    private static final String EMOJI = "\uD83D\uDE00";

    private final ScreenRule length = new TextLengthRule(5);
    private final ScreenRule controls = new ControlCharacterRule();

    @ParameterizedTest
    @ValueSource(strings = {"", "12345", EMOJI + EMOJI + EMOJI + EMOJI + EMOJI, "1" + EMOJI + "345"})
    void textOfAtMostTheLengthPasses(String text) {
        assertThat(length.findingsIn(draft(text))).isEmpty();
    }

    @Test
    void spanOfALongTextIsThePartBeyondTheLength() {
        assertThat(length.findingsIn(draft("1234567"))).isEqualTo(rejected("text-length", 5, 7));
        assertThat(length.findingsIn(draft(EMOJI.repeat(6)))).isEqualTo(rejected("text-length", 5, 6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "tab\there", "line\nfeed", "both\r\nends", "\u00A0\u00AD", "\u202Eright", "e\u0301" + EMOJI})
    void textWithoutControlCharactersPasses(String text) {
        assertThat(controls.findingsIn(draft(text))).isEmpty();
    }

    @Test
    void everyOtherControlCharacterIsRefused() {
        for (char c = 0; c < 0x200; c++) {
            boolean refused = Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r';
            assertThat(!controls.findingsIn(draft("ab" + c)).isEmpty())
                    .as("U+%04X", (int) c)
                    .isEqualTo(refused);
        }
    }

    @Test
    void spanIsTheFirstHitInCodePoints() {
        assertThat(controls.findingsIn(draft("a" + EMOJI + "\u0007b\u0007")))
                .isEqualTo(rejected("control-characters", 2, 3));
        assertThat(controls.findingsIn(draft("\u0085"))).isEqualTo(rejected("control-characters", 0, 1));
    }

    private static SendDraft draft(String text) {
        return new SendDraft(new ThreadId("thr_1"), new UserId("usr_alice"), Optional.empty(), text);
    }

    private static List<Finding> rejected(String policy, int start, int end) {
        return List.of(new ContentRejected(policy, Optional.of(new Span(start, end))));
    }
}
