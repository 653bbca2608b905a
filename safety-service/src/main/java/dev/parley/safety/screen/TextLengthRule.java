package dev.parley.safety.screen;

import dev.parley.safety.screen.Refusal.ContentRejected;
import java.util.Optional;

/// A text has at most so many characters (Unicode code points). The span of the refusal is what is too much.
///
/// @param max how many
public record TextLengthRule(int max) implements ScreenRule {

    /// How many characters a text of a message may have.
    public static final int STANDARD_MAX = 10_000;

    /// The name of the policy.
    public static final String POLICY = "text-length";

    @Override
    public Optional<Refusal> refusalOf(SendDraft draft) {
        String text = draft.text();
        if (text.length() <= max) {
            return Optional.empty();
        }
        int length = text.codePointCount(0, text.length());
        return length <= max ? Optional.empty() : Optional.of(new ContentRejected(POLICY, new Span(max, length)));
    }
}
