package dev.parley.message.log;

/// Hashes the content that a repeated request id must repeat. Keyed, so that the hash of a short text does not
/// give the text away to one who guesses: an erased text stays erased.
public interface ContentHasher {

    /// The hash of a draft: a version byte, the kind, and a keyed hash of the canonical content. Any thread may
    /// call it.
    byte[] hash(Draft draft);
}
