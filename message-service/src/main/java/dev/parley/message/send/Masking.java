package dev.parley.message.send;

import dev.parley.message.problem.TextSpan;
import java.util.List;

/// Hides the parts of a text that readers may not see.
final class Masking {

    private static final int MASK = '•';

    private Masking() {}

    /// Replaces each character in a span by a bullet, so that the spans fit the result too. Ignores what is
    /// outside of the text.
    static String mask(String text, List<TextSpan> spans) {
        int[] characters = text.codePoints().toArray();
        for (TextSpan span : spans) {
            int end = Math.min(span.end(), characters.length);
            for (int at = Math.max(0, span.start()); at < end; at++) {
                characters[at] = MASK;
            }
        }
        return new String(characters, 0, characters.length);
    }
}
