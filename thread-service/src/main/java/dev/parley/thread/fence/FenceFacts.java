package dev.parley.thread.fence;

import dev.parley.id.UserId;
import dev.parley.thread.history.Actor;
import dev.parley.thread.roster.BlockedPair;
import dev.parley.thread.roster.GroupRole;
import dev.parley.thread.roster.MarketplaceRole;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.ThreadForm;
import dev.parley.thread.thread.ThreadKind;
import dev.parley.thread.thread.ThreadStatus;
import java.util.List;

/// All that a fence says of a thread, beside its version and the departures that it reports. A change touches the
/// fence exactly when these facts differ, so a new fact of the fence is added here and nowhere else.
///
/// @param seats       who takes part, in the order of joins
/// @param hiddenPairs whose messages are hidden from whom; both take part
public record FenceFacts(
        ThreadForm form, ThreadKind kind, ThreadStatus status, List<Seat> seats, List<BlockedPair> hiddenPairs) {
    /// Keeps its own copies.
    public FenceFacts {
        seats = List.copyOf(seats);
        hiddenPairs = List.copyOf(hiddenPairs);
    }

    /// One who takes part.
    public record Seat(UserId user, MarketplaceRole role, GroupRole groupRole, boolean contactClosed, Join join) {
        private static Seat of(Participant one) {
            return new Seat(
                    one.user(),
                    one.deal().role(),
                    one.groupRole(),
                    one.contactClosed(),
                    new Join(one.join().actor(), one.join().version()));
        }
    }

    /// The latest join of a user.
    ///
    /// @param actor   who brought the user in
    /// @param version the version of the thread that the join made
    public record Join(Actor actor, long version) {}

    /// The facts of a roster.
    public static FenceFacts of(Roster roster) {
        var thread = roster.thread();
        return new FenceFacts(
                thread.identity().form(),
                thread.facts().kind(),
                thread.standing().status(),
                roster.participants().stream().map(Seat::of).toList(),
                roster.hiddenPairs());
    }
}
