package dev.parley.message.problem;

/// A part of a text, in characters (code points): from `start` (inclusive) to `end` (exclusive).
public record TextSpan(int start, int end) {}
