package dev.parley.message.grpc.frame;

import java.text.BreakIterator;
import java.util.Locale;

/// Cuts texts between grapheme clusters, that is between what readers see as characters: a joined emoji, a flag
/// or a letter with its marks stays whole.
final class Graphemes {

    /// Below it, every character but a line feed after a carriage return begins a cluster.
    private static final char FIRST_MARK = '\u0300';

    private Graphemes() {}

    /// Returns the index at which a part of a text ends that begins at `from` and has at most this many code
    /// points. If the first cluster alone has more, the part ends within it.
    static int end(String text, int from, int characters) {
        if (text.length() - from <= characters || text.codePointCount(from, text.length()) <= characters) {
            return text.length();
        }
        int end = text.offsetByCodePoints(from, characters);
        if (isSimple(text.charAt(end - 1)) && isSimple(text.charAt(end))) {
            return end;
        }
        // One character more shows whether a cluster ends at `end`.
        String part = text.substring(from, end + Character.charCount(text.codePointAt(end)));
        var clusters = BreakIterator.getCharacterInstance(Locale.ROOT);
        clusters.setText(part);
        int last = clusters.isBoundary(end - from) ? end - from : clusters.preceding(end - from);
        return last <= 0 ? end : from + last;
    }

    private static boolean isSimple(char c) {
        return c < FIRST_MARK && c != '\r' && c != '\n';
    }
}
