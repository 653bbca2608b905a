package dev.parley.safety.screen;

import java.util.Optional;

/// A hint for the sender. It does not stop the send.
///
/// @param code what it is about, a stable name such as `contact-sharing`
/// @param span the part of the text that it is about; empty when it is about the whole
public record Nudge(String code, Optional<Span> span) {}
