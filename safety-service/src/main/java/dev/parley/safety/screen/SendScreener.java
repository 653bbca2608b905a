package dev.parley.safety.screen;

import dev.parley.id.UserPair;
import dev.parley.safety.block.PairBlocks;
import dev.parley.safety.screen.Refusal.ContactNotAllowed;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Gives verdicts on what is about to be sent: first the block between the two, then the rules in their order. The
/// first refusal counts.
///
/// The block check is for a clear and early answer. That no send passes a block once it was acknowledged is kept by
/// the fence of the thread, which the write itself checks.
public final class SendScreener {

    private final PairBlocks pairs;
    private final List<ScreenRule> rules;

    /// Screens by these rules.
    public SendScreener(PairBlocks pairs, List<ScreenRule> rules) {
        this.pairs = pairs;
        this.rules = List.copyOf(rules);
    }

    /// One verdict for each draft, in the order of the drafts. Throws `StoreUnavailable` for all of them when
    /// the blocks of any can not be read.
    public List<Verdict> screen(List<SendDraft> drafts) {
        Set<UserPair> blocked = pairs.blockedAmong(
                drafts.stream().flatMap(draft -> draft.pair().stream()).toList());
        return drafts.stream().map(draft -> verdictOn(draft, blocked)).toList();
    }

    private Verdict verdictOn(SendDraft draft, Set<UserPair> blocked) {
        if (!blocked.isEmpty() && draft.pair().filter(blocked::contains).isPresent()) {
            return Verdict.refused(new ContactNotAllowed());
        }
        for (ScreenRule rule : rules) {
            Optional<Refusal> refusal = rule.refusalOf(draft);
            if (refusal.isPresent()) {
                return Verdict.refused(refusal.get());
            }
        }
        return Verdict.ALLOWED;
    }
}
