package dev.parley.safety.screen;

import dev.parley.safety.screen.Draft.SendDraft;
import dev.parley.safety.screen.Finding.ContentRejected;
import java.util.List;
import java.util.Optional;

/// A text has at most this many characters (Unicode code points). The span of the refusal is the part beyond
/// them.
///
/// @param max the maximum number of characters
public record TextLengthRule(int max) implements ScreenRule {

    /// The maximum number of characters in the text of a message.
    public static final int STANDARD_MAX = 10_000;

    /// The name of the policy.
    public static final String POLICY = "text-length";

    @Override
    public List<Finding> findingsIn(SendDraft draft) {
        String text = draft.text();
        if (text.length() <= max) {
            return List.of();
        }
        int length = text.codePointCount(0, text.length());
        return length <= max ? List.of() : List.of(new ContentRejected(POLICY, Optional.of(new Span(max, length))));
    }
}
