package dev.parley.safety.screen;

import java.util.List;
import java.util.Optional;

/// What is said of a send.
///
/// @param refusal    why it may not go on; empty when it may
/// @param nudges     hints for the sender
/// @param policyTags tags that route the message to moderators, such as `HARASSMENT`
/// @param spamScore  how likely it is spam, from 0 to 1
public record Verdict(Optional<Refusal> refusal, List<Nudge> nudges, List<String> policyTags, double spamScore) {

    /// The send may go on, and there is nothing else to say.
    public static final Verdict ALLOWED = new Verdict(Optional.empty(), List.of(), List.of(), 0);

    /// Keeps its own copies of the lists.
    public Verdict {
        nudges = List.copyOf(nudges);
        policyTags = List.copyOf(policyTags);
    }

    /// The send may not go on.
    public static Verdict refused(Refusal refusal) {
        return new Verdict(Optional.of(refusal), List.of(), List.of(), 0);
    }
}
