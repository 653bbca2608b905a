package dev.parley.message.grpc.send;

import static dev.parley.platform.testing.QuickChecks.assertKeepsTheRules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.message.grpc.Wire;
import dev.parley.message.v1.AttachmentDraft;
import dev.parley.message.v1.CardDraft;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.wire.RequestRules;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

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
}
