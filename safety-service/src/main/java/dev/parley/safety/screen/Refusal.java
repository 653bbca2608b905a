package dev.parley.safety.screen;

/// Why a send may not go on.
public sealed interface Refusal {

    /// A block stands between the two. It does not say who blocks whom.
    record ContactNotAllowed() implements Refusal {}

    /// A part of the text breaks a policy, such as `control-characters`.
    record ContentRejected(String policy, Span span) implements Refusal {}
}
