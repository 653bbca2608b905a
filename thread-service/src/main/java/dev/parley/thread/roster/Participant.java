package dev.parley.thread.roster;

import dev.parley.id.UserId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// A user in a thread. `joinOrder` grows with each join in the thread, so that it orders those who joined at one time.
/// Times are of microseconds.
public record Participant(
        UserId user,
        MarketplaceRole marketplaceRole,
        GroupRole groupRole,
        String roleContext,
        ParticipantStatus status,
        Instant joinTime,
        long joinOrder,
        Optional<Instant> leaveTime) {

    /// Cuts times to what is stored.
    public Participant {
        joinTime = joinTime.truncatedTo(ChronoUnit.MICROS);
        leaveTime = leaveTime.map(time -> time.truncatedTo(ChronoUnit.MICROS));
    }

    static Participant joined(ParticipantDraft draft, GroupRole groupRole, Instant now, long joinOrder) {
        return new Participant(
                draft.user(),
                draft.marketplaceRole(),
                groupRole,
                draft.roleContext(),
                ParticipantStatus.ACTIVE,
                now,
                joinOrder,
                Optional.empty());
    }

    /// Whether the user takes part now, blocked or not.
    public boolean isPresent() {
        return status != ParticipantStatus.LEFT;
    }

    Participant withGroupRole(GroupRole role) {
        return new Participant(user, marketplaceRole, role, roleContext, status, joinTime, joinOrder, leaveTime);
    }

    Participant withStatus(ParticipantStatus next) {
        return new Participant(user, marketplaceRole, groupRole, roleContext, next, joinTime, joinOrder, leaveTime);
    }
}
