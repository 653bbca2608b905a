package dev.parley.safety.screen;

/// A part of a text, counted in Unicode code points.
///
/// @param start its first character, from 0
/// @param end the position after its last character
public record Span(int start, int end) {

    /// Returns the part of a text between two of its `char` positions.
    static Span ofChars(String text, int from, int to) {
        int start = text.codePointCount(0, from);
        return new Span(start, start + text.codePointCount(from, to));
    }
}
