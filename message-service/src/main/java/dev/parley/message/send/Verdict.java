package dev.parley.message.send;

import dev.parley.message.problem.TextSpan;
import java.util.List;
import java.util.Optional;

/// The verdict of safety on a draft.
public sealed interface Verdict {

    /// The draft may be sent.
    ///
    /// @param nudges hints for its sender
    /// @param masked the parts of the text that were masked
    record Allowed(List<Nudge> nudges, List<TextSpan> masked) implements Verdict {

        /// Allowed without a hint.
        public static final Allowed PLAIN = new Allowed(List.of(), List.of());
    }

    /// One of the two users blocks the other.
    record RefusedContact() implements Verdict {}

    /// The text breaks a policy.
    record RefusedContent(String policy, Optional<TextSpan> span) implements Verdict {}

    /// Safety was unavailable; the message is screened later.
    record Unscreened() implements Verdict {

        /// The only instance.
        public static final Unscreened NOW = new Unscreened();
    }

    /// Safety responded, but failed on this draft; the message is screened later.
    record Unscreenable() implements Verdict {}

    /// A hint for the sender.
    record Nudge(String code, Optional<TextSpan> span) {}
}
