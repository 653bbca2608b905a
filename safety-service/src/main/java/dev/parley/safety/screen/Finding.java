package dev.parley.safety.screen;

import java.util.Optional;

/// One finding of a rule in a draft.
public sealed interface Finding {

    /// A reason why a send must not proceed.
    sealed interface Refusal extends Finding {}

    /// One of the two users blocks the other. It does not say which one.
    record ContactNotAllowed() implements Refusal {}

    /// The content breaks a policy.
    ///
    /// @param policy a stable name such as `control-characters`
    /// @param span the part of the text that breaks it; empty if it concerns the whole text
    record ContentRejected(String policy, Optional<Span> span) implements Refusal {}

    /// A hint for the sender. It does not stop the send.
    ///
    /// @param code a stable name of its subject, such as `contact-sharing`
    /// @param span the part of the text that it concerns; empty if it concerns the whole text
    record Nudge(String code, Optional<Span> span) implements Finding {}

    /// A part of the text that readers may not see.
    record Mask(Span span) implements Finding {}

    /// Routes the message to moderators.
    ///
    /// @param name a stable name such as `HARASSMENT`
    record PolicyTag(String name) implements Finding {}

    /// How likely the message is spam, from 0 to 1.
    record Spam(double score) implements Finding {

        /// Throws `IllegalArgumentException` for a score that is out of bounds.
        public Spam {
            if (!(score >= 0 && score <= 1)) {
                throw new IllegalArgumentException("A spam score must be between 0 and 1");
            }
        }
    }
}
