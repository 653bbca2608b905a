package dev.parley.message.log;

/// The newest position of a thread.
///
/// @param sequence the sequence of the newest frame, 0 in an empty thread
/// @param ordinal the number of countable messages
public record Head(long sequence, long ordinal) {

    /// The head of a thread without frames.
    public static final Head EMPTY = new Head(0, 0);
}
