package dev.parley.thread.fence;

import dev.parley.id.UserId;
import dev.parley.thread.roster.GroupRole;
import dev.parley.thread.roster.HiddenSenders;
import dev.parley.thread.roster.MarketplaceRole;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.ThreadForm;
import dev.parley.thread.thread.ThreadKind;
import dev.parley.thread.thread.ThreadStatus;
import java.util.List;

/// All facts of a thread that a fence contains, besides its version and the departures that it reports. A
/// change affects the fence exactly if these facts differ, so a new fact of the fence is added here and
/// nowhere else.
///
/// @param participants in join order
/// @param hidden whose messages are hidden from whom
public record FenceFacts(
        ThreadForm form,
        ThreadKind kind,
        ThreadStatus status,
        List<ParticipantFacts> participants,
        HiddenSenders hidden) {
    /// Copies the list.
    public FenceFacts {
        participants = List.copyOf(participants);
    }

    /// A participant.
    ///
    /// @param join the latest join
    public record ParticipantFacts(
            UserId user, MarketplaceRole role, GroupRole groupRole, boolean contactClosed, Participant.Join join) {
        private static ParticipantFacts of(Participant one) {
            return new ParticipantFacts(
                    one.user(), one.deal().role(), one.groupRole(), one.contactClosed(), one.join());
        }
    }

    /// Returns the facts of a roster.
    public static FenceFacts of(Roster roster) {
        var thread = roster.thread();
        return new FenceFacts(
                thread.identity().form(),
                thread.facts().kind(),
                thread.standing().status(),
                roster.participants().stream().map(ParticipantFacts::of).toList(),
                roster.hidden());
    }
}
