package dev.parley.message.grpc.send;

import dev.parley.id.RequestId;
import dev.parley.id.ThreadId;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.platform.wire.QuickCheck;
import jakarta.inject.Singleton;

/// The rules of `SendMessageRequest` in plain code, for requests with only a text. A test compares this class
/// with the rules of the proto.
@Singleton
public final class SendCheck implements QuickCheck<SendMessageRequest> {

    /// The maximum number of characters (code points) of a text.
    public static final int TEXT_CHARACTERS = 10_000;

    /// The letters and symbols that show nothing: the fillers of Hangul, and the empty Braille pattern.
    private static final String BLANK = "\u115f\u1160\u3164\uffa0\u2800";

    @Override
    public Class<SendMessageRequest> type() {
        return SendMessageRequest.class;
    }

    @Override
    public boolean surelyKeepsRules(SendMessageRequest request) {
        String text = request.getText();
        return !text.isEmpty()
                && isSurelyShort(text)
                && isPlain(text)
                && isSurelyVisible(text)
                && request.getReplyToMessageId().isEmpty()
                && request.getAttachmentsCount() == 0
                && !request.hasCard()
                && RequestId.isValid(request.getRequestId())
                && ThreadId.isValid(request.getThreadId());
    }

    /// Counts characters only of a text that has too many UTF-16 units, and looks at no text with twice as many.
    private static boolean isSurelyShort(String text) {
        int units = text.length();
        return units <= TEXT_CHARACTERS
                || units <= 2 * TEXT_CHARACTERS && text.codePointCount(0, units) <= TEXT_CHARACTERS;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' && c != '\n' && c != '\r' || c >= 0x7F && c <= 0x9F) {
                return false;
            }
        }
        return true;
    }

    /// Whether a text has a letter, a number or a symbol. Rarer visible characters are left to the rules.
    private static boolean isSurelyVisible(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c > ' ' && c < 0x7F || c > 0xA0 && isSurelyVisible(c)) {
                return true;
            }
            i += Character.charCount(c);
        }
        return false;
    }

    private static boolean isSurelyVisible(int c) {
        return (Character.isLetterOrDigit(c) || Character.getType(c) == Character.OTHER_SYMBOL) && BLANK.indexOf(c) < 0;
    }
}
