package dev.parley.standalone;

/// The reason why a command cannot do its work, as one sentence for its caller.
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Says why.
    public CommandFailure(String sentence) {
        super(sentence);
    }

    /// Says why, and keeps the cause for `--debug`.
    public CommandFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
