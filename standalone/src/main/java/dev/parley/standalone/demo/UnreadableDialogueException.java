package dev.parley.standalone.demo;

/// A file of conversations that cannot be used, with one sentence that gives the position and the reason.
public final class UnreadableDialogueException extends Exception {

    private static final long serialVersionUID = 1L;

    /// Creates the exception with a sentence.
    public UnreadableDialogueException(String sentence) {
        super(sentence);
    }
}
