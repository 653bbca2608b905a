package dev.parley.thread.roster;

import dev.parley.id.UserId;
import dev.parley.thread.history.Actor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A user who takes part in a thread.
///
/// `contactClosed` says that the user cannot write for want of contact. It derives from blocks, and nothing but
/// [Roster#settled] writes it.
public record Participant(UserId user, Deal deal, GroupRole groupRole, boolean contactClosed, Join join) {
    /// A participant who joins now.
    public static Participant joining(ParticipantDraft draft, GroupRole groupRole, Join join) {
        return new Participant(draft.user(), draft.deal(), groupRole, false, join);
    }

    /// This participant with another role in the group.
    public Participant withGroupRole(GroupRole role) {
        return new Participant(user, deal, role, contactClosed, join);
    }

    Participant withContactClosed(boolean closed) {
        return closed == contactClosed ? this : new Participant(user, deal, groupRole, closed, join);
    }

    /// The part in the deal, and the profile that the user takes part with; empty means none.
    public record Deal(MarketplaceRole role, String context) {
        /// No part in a deal.
        public static final Deal NONE = new Deal(MarketplaceRole.NONE, "");
    }

    /// The user's latest join. `order` grows with each join of the thread, so
    /// that it orders those who joined at one time. `version` is the version of the thread that the join made.
    /// The actor brought the user in.
    public record Join(Instant time, long order, long version, Actor actor) {
        /// Cuts the time to what is stored.
        public Join {
            time = time.truncatedTo(ChronoUnit.MICROS);
        }
    }
}
