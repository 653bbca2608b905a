package dev.parley.message.fence;

import dev.parley.platform.enums.Numbered;
import dev.parley.platform.enums.Numbers;
import java.time.Instant;
import java.util.Optional;

/// A participant as a fence knows it.
///
/// @param roles         what the user is in the deal and in the group
/// @param mutedUntil    until when the user may not write
/// @param historyFrom   the first sequence that the user may read; 0 for all
/// @param contactClosed whether a block or a gate closes the contact: membership is another matter
/// @param join          the latest join
public record Member(Roles roles, Optional<Instant> mutedUntil, long historyFrom, boolean contactClosed, Join join) {

    /// A participant without anything particular.
    public static final Member PLAIN =
            new Member(new Roles(MarketplaceRole.NONE, GroupRole.NONE), Optional.empty(), 0, false, Join.UNKNOWN);

    /// The latest join of a participant.
    ///
    /// @param actor   the one who brought the user in
    /// @param version the version of the thread that the join made, 1 for those with whom it began; 0 when it is
    ///                not known
    public record Join(Optional<Actor> actor, long version) {
        /// Nothing is known of it.
        public static final Join UNKNOWN = new Join(Optional.empty(), 0);
    }

    /// The parts of a participant in the deal and in the group.
    public record Roles(MarketplaceRole marketplace, GroupRole group) {}

    /// The part of a participant in the deal.
    public enum MarketplaceRole implements Numbered {
        /// It was not said, or this version does not know it.
        NONE(5),
        /// Buys.
        BUYER(1),
        /// Provides the service.
        PROVIDER(2),
        /// Hosts.
        HOST(3),
        /// Helps for the platform.
        SUPPORT(4);

        /// The values by their numbers; one that this version does not know is NONE.
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

    /// The rank of a participant in a group.
    public enum GroupRole implements Numbered {
        /// It was not said, or this version does not know it.
        NONE(4),
        /// Owns the group.
        OWNER(1),
        /// Administers it.
        ADMIN(2),
        /// Takes part.
        MEMBER(3);

        /// The values by their numbers; one that this version does not know is NONE.
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

    /// The same with contact closed or not.
    public Member withContactClosed(boolean closed) {
        return new Member(roles, mutedUntil, historyFrom, closed, join);
    }

    /// The same, brought in by an actor.
    public Member withJoinedBy(Actor actor) {
        return new Member(roles, mutedUntil, historyFrom, contactClosed, new Join(Optional.of(actor), join.version()));
    }

    /// The same, whose latest join made a version of the thread.
    public Member withJoinVersion(long version) {
        return new Member(roles, mutedUntil, historyFrom, contactClosed, new Join(join.actor(), version));
    }

    /// The same, reading from a sequence on.
    public Member withHistoryFrom(long sequence) {
        return new Member(roles, mutedUntil, sequence, contactClosed, join);
    }

    /// The same, muted until a time.
    public Member withMutedUntil(Instant time) {
        return new Member(roles, Optional.of(time), historyFrom, contactClosed, join);
    }

    boolean isMuted(Instant now) {
        return mutedUntil.isPresent() && now.isBefore(mutedUntil.get());
    }
}
