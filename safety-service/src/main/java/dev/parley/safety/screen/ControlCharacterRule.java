package dev.parley.safety.screen;

import dev.parley.safety.screen.Draft.SendDraft;
import dev.parley.safety.screen.Finding.ContentRejected;
import java.util.List;
import java.util.Optional;

/// A text must not contain control characters (Unicode class Cc) other than tab, line feed and carriage
/// return. The span of the refusal is the first one. Format characters, such as those that join emoji or
/// change the direction of writing, are allowed.
public record ControlCharacterRule() implements ScreenRule {

    /// The name of the policy.
    public static final String POLICY = "control-characters";

    private static final char DELETE = 0x7F;
    private static final char LAST_CONTROL = 0x9F;

    @Override
    public List<Finding> findingsIn(SendDraft draft) {
        String text = draft.text();
        for (int i = 0; i < text.length(); i++) {
            if (isRefused(text.charAt(i))) {
                return List.of(new ContentRejected(POLICY, Optional.of(Span.ofChars(text, i, i + 1))));
            }
        }
        return List.of();
    }

    private static boolean isRefused(char c) {
        if (c < ' ') {
            return c != '\n' && c != '\t' && c != '\r';
        }
        return c >= DELETE && c <= LAST_CONTROL;
    }
}
