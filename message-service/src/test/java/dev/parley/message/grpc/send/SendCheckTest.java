package dev.parley.message.grpc.send;

import static dev.parley.platform.testing.QuickChecks.assertKeepsTheRules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.message.grpc.Wire;
import dev.parley.message.v1.AttachmentDraft;
import dev.parley.message.v1.CardDraft;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.PlatformProblem.Violation;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.wire.RequestRules;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A send that the quick check accepts satisfies the rules of the proto.
final class SendCheckTest {

    private static final RequestRules RULES = new RequestRules(List.of());
    private static final String CHARACTERS = "azAZ09_-.:thr /\n\u00e9\ud83c\udf89";
    private static final SendCheck CHECK = new SendCheck();

    @Test
    void acceptedSendsSatisfyTheRules() {
        assertKeepsTheRules(CHECK, SendCheckTest::request);
    }

    private static SendMessageRequest request(Random random) {
        var request = SendMessageRequest.newBuilder()
                .setThreadId((random.nextInt(4) > 0 ? "thr_" : "") + word(random, 62))
                .setRequestId(word(random, 66));
        if (random.nextInt(8) > 0) {
            String last = random.nextInt(4) > 0 ? "" : Character.toString(random.nextInt(0xB0));
            request.setText("x".repeat(random.nextInt(3) == 0 ? 9_999 + random.nextInt(3) : random.nextInt(3)) + last);
        }
        if (random.nextInt(4) == 0) {
            request.setReplyToMessageId("msg_" + word(random, 4));
        }
        if (random.nextInt(16) == 0) {
            request.addAttachments(AttachmentDraft.newBuilder().setFileId("nonsense"));
        }
        if (random.nextInt(16) == 0) {
            request.setCard(CardDraft.newBuilder().setType("Not a type"));
        }
        return request.build();
    }

    private static String word(Random random, int longest) {
        int alphabet = random.nextInt(3) > 0 ? 8 : CHARACTERS.length();
        var word = new StringBuilder();
        for (int left = random.nextInt(longest); left > 0; left--) {
            word.append(CHARACTERS.charAt(random.nextInt(alphabet)));
        }
        return word.toString().replace("\ud83c", "x").replace("\udf89", "x");
    }

    @Test
    void controlCharactersOtherThanThoseOfPlainTextAreLeftToTheRules() {
        for (char control = 0; control < 0xA0; control++) {
            boolean plain = control >= ' ' && control < 0x7F || "\t\n\r".indexOf(control) >= 0;
            var request = Wire.text("thr_0123456789abcdef", "request-1", "a" + control);
            assertThat(CHECK.surelyKeepsRules(request))
                    .as("character %d", (int) control)
                    .isEqualTo(plain);
            if (plain) {
                RULES.check(request);
            } else {
                assertThatThrownBy(() -> RULES.check(request)).isInstanceOf(ProblemException.class);
            }
        }
    }

    @Test
    void ordinarySendsPass() {
        assertThat(CHECK.surelyKeepsRules(Wire.text("thr_0123456789abcdef", "req:1234.5678-x", "Hello there")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "  ",
                "\n\n",
                "\t",
                "\u00a0",
                "\u00ad",
                "\u034f",
                "\u115f",
                "\u1160",
                "\u180e",
                "\u200b",
                "\u200d",
                "\u200e\u200f",
                "\u2028",
                "\u202e",
                "\u2060",
                "\u061c",
                "\u2066\u2069",
                "\u2800",
                "\u3000",
                "\u3164",
                "\ufe0f",
                "\ufe0f\u200d",
                "\ufeff",
                "\uffa0",
                "\udb40\udc41",
                " \u200b\n\u00a0"
            })
    void textsThatShowNothingAreRefused(String text) {
        var request = Wire.text("thr_0123456789abcdef", "request-1", text);
        assertThat(CHECK.surelyKeepsRules(request)).isFalse();
        assertThatThrownBy(() -> RULES.check(request))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown -> assertThat(thrown.problem()).isInstanceOfSatisfying(RequestInvalid.class, invalid -> {
                            assertThat(invalid.violations())
                                    .extracting(Violation::field)
                                    .containsExactly("text");
                        }));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                ".",
                " a",
                "\u200b\n7",
                "\u00e9",
                "e\u0301",
                "\u0301",
                "\u05e9\u05dc\u05d5\u05dd",
                "\u200f\u0645\u0631\u062d\u0628\u0627",
                "\u4f60\u597d",
                "\u0e01\u0e33",
                "\u00bf",
                "\u20ac",
                "\u2764\ufe0f",
                "1\ufe0f\u20e3",
                "\ud83d\ude00",
                "\ud83d\udc69\u200d\ud83d\udcbb",
                "\ud83c\uddf3\ud83c\uddf4",
                "\ud83d\udc4d\ud83c\udffd",
                "\ud83e\udef8"
            })
    void textsThatShowSomethingAreAccepted(String text) {
        RULES.check(Wire.text("thr_0123456789abcdef", "request-1", text));
    }

    /// The rules of the proto take milliseconds for such a text.
    @Test
    void longestTextOfTheLargestCharactersIsAcceptedQuickly() {
        String most = "\ud83d\ude00".repeat(SendCheck.TEXT_CHARACTERS);
        assertThat(CHECK.surelyKeepsRules(Wire.text("thr_0123456789abcdef", "request-1", most)))
                .isTrue();
        assertThat(CHECK.surelyKeepsRules(Wire.text("thr_0123456789abcdef", "request-1", most + 'x')))
                .isFalse();
    }

    @Test
    void oneVisibleCharacterIsSeenAlikeByTheCheckAndTheRules() {
        for (int c = 1; c < Character.MIN_SUPPLEMENTARY_CODE_POINT * 3; c += c < 0x3200 ? 1 : 97) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                var request = Wire.text("thr_0123456789abcdef", "request-1", Character.toString(c));
                if (CHECK.surelyKeepsRules(request)) {
                    RULES.check(request);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello", "\u00e9", "\u4f60\u597d", "\ud83d\ude00", "\u2764\ufe0f"})
    void commonTextsAreAcceptedQuickly(String text) {
        assertThat(CHECK.surelyKeepsRules(Wire.text("thr_0123456789abcdef", "request-1", text)))
                .isTrue();
    }
}
