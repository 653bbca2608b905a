package dev.parley.safety.screen;

import dev.parley.id.UserPair;
import dev.parley.safety.block.PairBlocks;
import dev.parley.safety.screen.Draft.MalformedDraft;
import dev.parley.safety.screen.Draft.SendDraft;
import dev.parley.safety.screen.Finding.ContactNotAllowed;
import dev.parley.safety.screen.Finding.ContentRejected;
import dev.parley.safety.screen.Finding.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Returns verdicts on messages to be sent: first checks for a block between the two users, then applies the
/// rules in order. The first refusal ends the screening of a draft.
///
/// The block check gives a clear and early response. The fence of the thread, which the write itself checks,
/// guarantees that no send passes a block once the block is acknowledged.
public final class SendScreener {

    /// The policy that refuses a draft which names no thread or user.
    public static final String MALFORMED = "draft-malformed";

    private static final Verdict REFUSED_AS_MALFORMED =
            Verdict.of(List.of(new ContentRejected(MALFORMED, Optional.empty())));
    private static final Verdict REFUSED_BY_BLOCK = Verdict.of(List.of(new ContactNotAllowed()));

    private final PairBlocks pairs;
    private final List<ScreenRule> rules;

    /// Screens with these rules.
    public SendScreener(PairBlocks pairs, List<ScreenRule> rules) {
        this.pairs = pairs;
        this.rules = List.copyOf(rules);
    }

    /// Returns one verdict for each draft, in the order of the drafts. Throws `StoreUnavailable` for all of
    /// them if the blocks of any cannot be read.
    public List<Verdict> screen(List<Draft> drafts) {
        Set<UserPair> blocked = pairs.blockedAmong(pairsOf(drafts));
        return drafts.stream()
                .map(draft -> switch (draft) {
                    case MalformedDraft _ -> REFUSED_AS_MALFORMED;
                    case SendDraft send -> verdictOn(send, blocked);
                })
                .toList();
    }

    private Verdict verdictOn(SendDraft draft, Set<UserPair> blocked) {
        if (!blocked.isEmpty() && pairOf(draft).filter(blocked::contains).isPresent()) {
            return REFUSED_BY_BLOCK;
        }
        var findings = new ArrayList<Finding>();
        for (ScreenRule rule : rules) {
            List<Finding> found = rule.findingsIn(draft);
            findings.addAll(found);
            if (found.stream().anyMatch(Refusal.class::isInstance)) {
                break;
            }
        }
        return Verdict.of(findings);
    }

    private static Set<UserPair> pairsOf(List<Draft> drafts) {
        var all = new HashSet<UserPair>();
        for (Draft draft : drafts) {
            if (draft instanceof SendDraft send) {
                pairOf(send).ifPresent(all::add);
            }
        }
        return all;
    }

    /// Returns sender and counterpart; empty if there can be no block between them.
    private static Optional<UserPair> pairOf(SendDraft draft) {
        return draft.counterpart()
                .filter(other -> !other.equals(draft.sender()))
                .map(other -> UserPair.of(draft.sender(), other));
    }
}
