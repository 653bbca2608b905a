package dev.parley.safety.domain;

import dev.parley.safety.domain.Refusal.ContentRejected;
import java.util.Optional;

/// A text has at most so many characters (Unicode code points). The span of the refusal is what is too much.
///
/// @param max how many
public record TextLengthRule(int max) implements ScreenRule {

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
