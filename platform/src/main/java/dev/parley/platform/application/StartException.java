package dev.parley.platform.application;

/// A process that cannot start, with one sentence for the people who run it.
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Says why, and keeps the cause for a debug log.
    public StartException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /// Says why.
    public StartException(String sentence) {
        super(sentence);
    }
}
