package dev.parley.message.hint;

import dev.parley.id.ThreadId;

/// What a replica wrote in a thread. It carries positions only; receivers read the rest from the store.
///
/// @param head the newest sequence that the replica wrote; 0 if it wrote no frame
/// @param fenceVersion the newest fence that the replica stored; 0 if it stored none
/// @param cursors whether the replica moved a cursor
public record Hint(ThreadId thread, long head, long fenceVersion, boolean cursors) {

    /// The characters of its numbers, at most.
    private static final int NUMBERS = 44;

    /// Returns what both hints of one thread say.
    public Hint merge(Hint other) {
        return new Hint(
                thread,
                Math.max(head, other.head),
                Math.max(fenceVersion, other.fenceVersion),
                cursors || other.cursors);
    }

    /// Returns the most characters that it takes in a text.
    int weight() {
        return thread.value().length() + NUMBERS;
    }
}
