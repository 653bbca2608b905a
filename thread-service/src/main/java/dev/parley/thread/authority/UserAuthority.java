package dev.parley.thread.authority;

import dev.parley.thread.problem.ThreadProblem.ThreadAuthorityMissing;
import dev.parley.thread.roster.ParticipantDraft;
import dev.parley.thread.thread.MessageThread.Facts;
import java.util.List;

/// Limits what users may set in threads on their own. Kinds, links and roles that carry authority over others,
/// and the words beside a name, come only from services. Otherwise anybody could pose as support, or as a party to
/// another user's booking.
public final class UserAuthority {
    private UserAuthority() {}

    /// Refuses any kind other than `CHAT` and `INQUIRY`, and any link, with `ThreadAuthorityMissing`.
    public static void checkFacts(Facts facts) {
        if (!facts.kind().isOpenedByUsers()) {
            throw new ThreadAuthorityMissing("kind").exception();
        }
        if (facts.link().isPresent()) {
            throw new ThreadAuthorityMissing("link").exception();
        }
    }

    /// Refuses any role other than `BUYER` or none, and any role context, for any user, with `ThreadAuthorityMissing`.
    public static void checkRoles(List<ParticipantDraft> drafts) {
        for (int i = 0; i < drafts.size(); i++) {
            if (drafts.get(i).deal().role().isGivenByServices()) {
                throw new ThreadAuthorityMissing("participants[" + i + "].marketplace_role").exception();
            }
            if (!drafts.get(i).deal().context().isEmpty()) {
                throw new ThreadAuthorityMissing("participants[" + i + "].role_context").exception();
            }
        }
    }
}
