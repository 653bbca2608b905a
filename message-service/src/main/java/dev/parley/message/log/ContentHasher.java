package dev.parley.message.log;

/// Hashes the content that a repeated request id must match. The hash is keyed, so that nobody can guess a
/// short text and confirm it by its hash: an erased text stays erased.
public interface ContentHasher {

    /// Returns the hash of a draft: a version byte, the kind, and a keyed hash of the canonical content.
    /// Thread-safe.
    byte[] hash(Draft draft);
}
