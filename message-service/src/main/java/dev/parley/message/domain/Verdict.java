package dev.parley.message.domain;

import java.util.List;
import java.util.Optional;

/// What safety says of a draft.
public sealed interface Verdict {

    /// The draft may be sent, with hints for its sender.
    record Allowed(List<Nudge> nudges) implements Verdict {

        /// Allowed without a hint.
        public static final Allowed PLAIN = new Allowed(List.of());
    }

    /// A block stands between the two.
    record RefusedContact() implements Verdict {}

    /// The text breaks a policy.
    record RefusedContent(String policy, Optional<Span> span) implements Verdict {}

    /// Safety was out of reach; the message is screened afterwards.
    record Unscreened() implements Verdict {}

    /// A part of a text, in characters (code points): from `start` up to, not including, `end`.
    record Span(int start, int end) {}

    /// A hint for the sender.
    record Nudge(String code, Optional<Span> span) {}
}
