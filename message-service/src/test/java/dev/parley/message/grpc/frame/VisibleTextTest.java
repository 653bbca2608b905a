package dev.parley.message.grpc.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.message.v1.SendMessageRequest;
import dev.parley.platform.wire.RequestRules;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class VisibleTextTest {

    private static final RequestRules RULES = new RequestRules(List.of());

    /// The characters around which the rule of the contract changes: blanks, format characters, and the ends
    /// of ranges.
    private static IntStream edges() {
        return IntStream.of(
                        ' ', '!', '~', 0xA0, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x1680, 0x17B4, 0x17B5, 0x180B, 0x180F,
                        0x2000, 0x200B, 0x2028, 0x2029, 0x202F, 0x2060, 0x206F, 0x2800, 0x3000, 0x3164, 0xFE00, 0xFE0F,
                        0xFEFF, 0xFFA0, 0xFFF0, 0xFFF8, 0x13430, 0x1343F, 0x1BCA0, 0x1BCA3, 0x1F389, 0xE0000, 0xE0FFF)
                .flatMap(edge -> IntStream.rangeClosed(edge - 1, edge + 1))
                .filter(c -> c >= ' ' && (c < 0x7F || c > 0x9F));
    }

    @Test
    void visibleCharactersAreThoseOfTheContract() {
        edges().forEach(c ->
                assertThat(VisibleText.isVisible(c)).as("U+%04X", c).isEqualTo(isAccepted(Character.toString(c))));
    }

    private static boolean isAccepted(String text) {
        var request = SendMessageRequest.newBuilder()
                .setThreadId("thr_1")
                .setRequestId("request-1")
                .setText(text);
        return catchThrowable(() -> RULES.check(request.build())) == null;
    }

    @Test
    void textBeginsWithItsFirstVisibleCharacter() {
        assertThat(FallbackText.shown("Hello there", 5)).isEqualTo("Hello");
        assertThat(FallbackText.shown("\n \u200b\ud83c\udf89 Hi", 2)).isEqualTo("\ud83c\udf89 ");
        assertThat(FallbackText.shown(" \t", 1)).isEqualTo(" ");
    }
}
