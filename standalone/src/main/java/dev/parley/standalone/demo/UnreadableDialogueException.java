package dev.parley.standalone.demo;

/// A file of conversations that cannot be used, with one sentence that says where and why.
public final class UnreadableDialogueException extends Exception {

    private static final long serialVersionUID = 1L;

    /// Says where and why.
    public UnreadableDialogueException(String sentence) {
        super(sentence);
    }
}
