package dev.parley.standalone;

/// What keeps a command from doing its work, as one sentence for the people who called it.
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
