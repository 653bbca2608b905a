package dev.parley.message.problem;

/// A part of a text, in characters (code points): from `start` up to, not including, `end`.
public record TextSpan(int start, int end) {}
