package dev.parley.thread.roster;

import dev.parley.id.UserId;
import dev.parley.thread.history.Actor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A participant of a thread.
///
/// `contactClosed` says that the user cannot write because contact is closed. It derives from blocks, and
/// only [Roster#settled] sets it.
public record Participant(UserId user, Deal deal, GroupRole groupRole, boolean contactClosed, Join join) {
    /// Creates a participant who joins now.
    public static Participant joining(ParticipantDraft draft, GroupRole groupRole, Join join) {
        return new Participant(draft.user(), draft.deal(), groupRole, false, join);
    }

    /// Returns this participant with another role in the group.
    public Participant withGroupRole(GroupRole role) {
        return new Participant(user, deal, role, contactClosed, join);
    }

    Participant withContactClosed(boolean closed) {
        return closed == contactClosed ? this : new Participant(user, deal, groupRole, closed, join);
    }

    /// The role in the deal, and the profile under which the user participates; empty means none.
    public record Deal(MarketplaceRole role, String context) {
        /// No role in a deal.
        public static final Deal NONE = new Deal(MarketplaceRole.NONE, "");
    }

    /// The user's latest join. `order` increases with each join of the thread, so it orders users who joined
    /// at the same time. `version` is the version of the thread that the join created. The actor added the
    /// user.
    public record Join(Instant time, long order, long version, Actor actor) {
        /// Truncates the time to the stored precision.
        public Join {
            time = time.truncatedTo(ChronoUnit.MICROS);
        }
    }
}
