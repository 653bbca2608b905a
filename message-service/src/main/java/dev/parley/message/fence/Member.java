package dev.parley.message.fence;

import dev.parley.platform.enums.Numbered;
import dev.parley.platform.enums.Numbers;
import java.time.Instant;
import java.util.Optional;

/// A participant as described by a fence.
///
/// @param roles the user's roles in the deal and in the group
/// @param mutedUntil the time until which the user may not write
/// @param historyFrom the first sequence that the user may read; 0 means all
/// @param contactClosed whether a block or a gate closes contact; independent of membership
/// @param joinedBy the user or service that added the user
public record Member(
        Roles roles, Optional<Instant> mutedUntil, long historyFrom, boolean contactClosed, Optional<Actor> joinedBy) {

    /// A participant with default values.
    public static final Member PLAIN =
            new Member(new Roles(MarketplaceRole.NONE, GroupRole.NONE), Optional.empty(), 0, false, Optional.empty());

    /// The roles of a participant in the deal and in the group.
    public record Roles(MarketplaceRole marketplace, GroupRole group) {}

    /// The role of a participant in the deal.
    public enum MarketplaceRole implements Numbered {
        /// Not specified, or unknown to this version.
        NONE(5),
        /// Buys the service.
        BUYER(1),
        /// Provides the service.
        PROVIDER(2),
        /// Provides the venue.
        HOST(3),
        /// Helps on behalf of the platform.
        SUPPORT(4);

        /// The values by number; an unknown number is NONE.
        public static final Numbers<MarketplaceRole> NUMBERS =
                Numbers.of(MarketplaceRole.class).orElse(NONE);

        private final int number;

        MarketplaceRole(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }

    /// The role of a participant in a group.
    public enum GroupRole implements Numbered {
        /// Not specified, or unknown to this version.
        NONE(4),
        /// Owns the group.
        OWNER(1),
        /// Administers it.
        ADMIN(2),
        /// Reads and writes.
        MEMBER(3);

        /// The values by number; an unknown number is NONE.
        public static final Numbers<GroupRole> NUMBERS =
                Numbers.of(GroupRole.class).orElse(NONE);

        private final int number;

        GroupRole(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }

    /// Returns a copy with contact closed or open.
    public Member withContactClosed(boolean closed) {
        return new Member(roles, mutedUntil, historyFrom, closed, joinedBy);
    }

    /// Returns a copy that was added by an actor.
    public Member withJoinedBy(Actor actor) {
        return new Member(roles, mutedUntil, historyFrom, contactClosed, Optional.of(actor));
    }

    /// Returns a copy that may read from a sequence on.
    public Member withHistoryFrom(long sequence) {
        return new Member(roles, mutedUntil, sequence, contactClosed, joinedBy);
    }

    /// Returns a copy that is muted until a time.
    public Member withMutedUntil(Instant time) {
        return new Member(roles, Optional.of(time), historyFrom, contactClosed, joinedBy);
    }

    boolean isMuted(Instant now) {
        return mutedUntil.isPresent() && now.isBefore(mutedUntil.get());
    }
}
