package dev.parley.thread.authority;

import dev.parley.thread.problem.ThreadProblem.ThreadAuthorityMissing;
import dev.parley.thread.roster.ParticipantDraft;
import dev.parley.thread.thread.MessageThread.Facts;
import java.util.List;

/// The limits of what users may say of threads by themselves. Kinds, links and roles that carry authority over
/// others come from services only: otherwise anybody could pose as support, or as a party of somebody's
/// booking.
public final class UserAuthority {
    private UserAuthority() {}

    /// Refuses another kind than `CHAT` or `INQUIRY`, and any link, with `ThreadAuthorityMissing`.
    public static void checkFacts(Facts facts) {
        if (!facts.kind().isOpenedByUsers()) {
            throw new ThreadAuthorityMissing("kind").exception();
        }
        if (facts.link().isPresent()) {
            throw new ThreadAuthorityMissing("link").exception();
        }
    }

    /// Refuses another role than `BUYER` or none, for whomever, with `ThreadAuthorityMissing`.
    public static void checkRoles(List<ParticipantDraft> drafts) {
        for (int i = 0; i < drafts.size(); i++) {
            if (drafts.get(i).deal().role().isGivenByServices()) {
                throw new ThreadAuthorityMissing("participants[" + i + "].marketplace_role").exception();
            }
        }
    }
}
