package dev.parley.safety.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.UserId;
import dev.parley.safety.screen.Refusal.ContentRejected;
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
        assertThat(length.refusalOf(draft(text))).isEmpty();
    }

    @Test
    void spanOfALongTextIsWhatIsTooMuch() {
        assertThat(length.refusalOf(draft("1234567"))).isEqualTo(rejected("text-length", 5, 7));
        assertThat(length.refusalOf(draft(EMOJI.repeat(6)))).isEqualTo(rejected("text-length", 5, 6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "tab\there", "line\nfeed", "both\r\nends", "\u00A0\u00AD", "\u202Eright", "e\u0301" + EMOJI})
    void textWithoutControlCharactersPasses(String text) {
        assertThat(controls.refusalOf(draft(text))).isEmpty();
    }

    @Test
    void everyOtherControlCharacterIsRefused() {
        for (char c = 0; c < 0x200; c++) {
            boolean refused = Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r';
            assertThat(controls.refusalOf(draft("ab" + c)).isPresent())
                    .as("U+%04X", (int) c)
                    .isEqualTo(refused);
        }
    }

    @Test
    void spanIsTheFirstHitInCodePoints() {
        assertThat(controls.refusalOf(draft("a" + EMOJI + "\u0007b\u0007")))
                .isEqualTo(rejected("control-characters", 2, 3));
        assertThat(controls.refusalOf(draft("\u0085"))).isEqualTo(rejected("control-characters", 0, 1));
    }

    private static SendDraft draft(String text) {
        return new SendDraft(new UserId("usr_alice"), Optional.empty(), text);
    }

    private static Optional<Refusal> rejected(String policy, int start, int end) {
        return Optional.of(new ContentRejected(policy, new Span(start, end)));
    }
}
