package dev.parley.platform.application;

/// A process that cannot start, with one readable sentence for its operator.
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Creates the exception with a sentence, and keeps the cause for a debug log.
    public StartException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /// Creates the exception with a sentence.
    public StartException(String sentence) {
        super(sentence);
    }
}
