package dev.parley.message.fence;

import dev.parley.platform.enums.Numbered;
import dev.parley.platform.enums.Numbers;
import java.time.Instant;
import java.util.Optional;

/// A participant as a fence knows it.
///
/// @param roles the user's roles in the deal and in the group
/// @param mutedUntil until when the user may not write
/// @param historyFrom the first sequence that the user may read; 0 for all
/// @param contactClosed whether a block or a gate closes the contact; membership is independent of it
/// @param join the latest join
public record Member(Roles roles, Optional<Instant> mutedUntil, long historyFrom, boolean contactClosed, Join join) {

    /// A participant with default values.
    public static final Member PLAIN =
            new Member(new Roles(MarketplaceRole.NONE, GroupRole.NONE), Optional.empty(), 0, false, Join.UNKNOWN);

    /// A join of a user.
    ///
    /// @param version the version of the thread that the join created; 1 for a participant from the creation
    /// of the thread, greater with each later join of the user, 0 if unknown
    /// @param actor the user or service that added the user
    public record Join(long version, Optional<Actor> actor) {

        /// Nothing is known about the join.
        public static final Join UNKNOWN = new Join(0, Optional.empty());

        /// Whether this is a later join than another join of the same user.
        public boolean isAfter(Join other) {
            return other.version > 0 && version > other.version;
        }

        /// Whether the user joined after the thread was created.
        public boolean isLate() {
            return version > 1;
        }
    }

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
        return new Member(roles, mutedUntil, historyFrom, closed, join);
    }

    /// Returns a copy that was added by an actor.
    public Member withJoinedBy(Actor actor) {
        return withJoin(new Join(join.version, Optional.of(actor)));
    }

    /// Returns a copy with a join.
    public Member withJoin(Join latest) {
        return new Member(roles, mutedUntil, historyFrom, contactClosed, latest);
    }

    /// Returns a copy that may read from a sequence on.
    public Member withHistoryFrom(long sequence) {
        return new Member(roles, mutedUntil, sequence, contactClosed, join);
    }

    /// Returns a copy that is muted until a time.
    public Member withMutedUntil(Instant time) {
        return new Member(roles, Optional.of(time), historyFrom, contactClosed, join);
    }

    boolean isMuted(Instant now) {
        return mutedUntil.isPresent() && now.isBefore(mutedUntil.get());
    }
}
