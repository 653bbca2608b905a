package dev.parley.safety.screen;

import dev.parley.safety.screen.Finding.Mask;
import dev.parley.safety.screen.Finding.Nudge;
import dev.parley.safety.screen.Finding.PolicyTag;
import dev.parley.safety.screen.Finding.Refusal;
import dev.parley.safety.screen.Finding.Spam;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The result of screening a send.
///
/// @param refusal why it is refused; empty if it may proceed
/// @param nudges hints for the sender
/// @param masked the parts of the text that readers may not see
/// @param policyTags names that route the message to moderators, such as `HARASSMENT`
/// @param spamScore the likelihood of spam, from 0 to 1
public record Verdict(
        Optional<Refusal> refusal, List<Nudge> nudges, List<Span> masked, List<String> policyTags, double spamScore) {

    /// The send may proceed, and there is nothing to report.
    public static final Verdict ALLOWED = new Verdict(Optional.empty(), List.of(), List.of(), List.of(), 0);

    /// Copies the lists.
    public Verdict {
        nudges = List.copyOf(nudges);
        masked = List.copyOf(masked);
        policyTags = List.copyOf(policyTags);
    }

    /// Creates a verdict from findings: the first refusal counts, and the highest spam score.
    public static Verdict of(List<Finding> findings) {
        if (findings.isEmpty()) {
            return ALLOWED;
        }
        Optional<Refusal> refusal = Optional.empty();
        var nudges = new ArrayList<Nudge>();
        var masked = new ArrayList<Span>();
        var tags = new ArrayList<String>();
        double spam = 0;
        for (Finding finding : findings) {
            switch (finding) {
                case Refusal found -> refusal = refusal.isPresent() ? refusal : Optional.of(found);
                case Nudge nudge -> nudges.add(nudge);
                case Mask(Span span) -> masked.add(span);
                case PolicyTag(String name) -> tags.add(name);
                case Spam(double score) -> spam = Math.max(spam, score);
            }
        }
        return new Verdict(refusal, nudges, masked, tags, spam);
    }

    /// Returns what happens to the send.
    public Decision decision() {
        return refusal.isPresent() ? Decision.REFUSE : Decision.ALLOW;
    }
}
