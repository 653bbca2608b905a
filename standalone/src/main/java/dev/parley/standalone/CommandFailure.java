package dev.parley.standalone;

/// The reason why a command cannot do its work, as one sentence for its caller.
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Creates the failure with a sentence.
    public CommandFailure(String sentence) {
        super(sentence);
    }

    /// Creates the failure with a sentence, and keeps the cause for `--debug`.
    public CommandFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
