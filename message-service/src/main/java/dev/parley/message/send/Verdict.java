package dev.parley.message.send;

import dev.parley.message.problem.TextSpan;
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
    record RefusedContent(String policy, Optional<TextSpan> span) implements Verdict {}

    /// Safety was out of reach; the message is screened afterwards.
    record Unscreened() implements Verdict {}

    /// A hint for the sender.
    record Nudge(String code, Optional<TextSpan> span) {}
}
