package dev.parley.thread.clients;

import com.google.protobuf.UnsafeByteOperations;
import dev.parley.message.internal.v1.Departure;
import dev.parley.message.internal.v1.Fence;
import dev.parley.message.internal.v1.FenceParticipant;
import dev.parley.message.internal.v1.FenceStatus;
import dev.parley.message.v1.LeaveCause;
import dev.parley.thread.fence.FenceFacts;
import dev.parley.thread.roster.Membership;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.ThreadStatus;
import java.util.Comparator;

/// Converts threads to fences.
final class FenceMapper {
    private FenceMapper() {}

    static Fence toProto(Roster roster) {
        var thread = roster.thread();
        var fence = toProto(FenceFacts.of(roster))
                .setThreadId(thread.id().value())
                .setVersion(thread.stamp().fenceVersion());
        roster.departures().stream()
                .filter(one -> one.version() > thread.stamp().fenceAcked())
                .sorted(Comparator.comparing(dev.parley.thread.roster.Departure::version)
                        .reversed())
                .limit(Roster.LIMIT)
                .forEach(one -> fence.addDepartures(toProto(one)));
        return fence.build();
    }

    /// Safe mode stays absent, which means on, until threads have this setting.
    private static Fence.Builder toProto(FenceFacts facts) {
        var fence = Fence.newBuilder()
                .setStatus(toProto(facts.status()))
                .setFormValue(facts.form().number())
                .setKindValue(facts.kind().number());
        facts.participants().forEach(participant -> fence.addParticipants(toProto(participant)));
        facts.hidden().toSets().forEach(senders -> fence.addHiddenSenders(UnsafeByteOperations.unsafeWrap(senders)));
        return fence;
    }

    private static FenceParticipant toProto(FenceFacts.ParticipantFacts participant) {
        return FenceParticipant.newBuilder()
                .setUserId(participant.user().value())
                .setMarketplaceRoleValue(participant.role().number())
                .setGroupRoleValue(participant.groupRole().number())
                .setContactClosed(participant.contactClosed())
                .setActorId(participant.join().actor().value())
                .setJoinVersion(participant.join().version())
                .build();
    }

    private static Departure toProto(dev.parley.thread.roster.Departure departure) {
        return Departure.newBuilder()
                .setUserId(departure.user().value())
                .setActorId(departure.actor().value())
                .setCause(
                        departure.membership() == Membership.LEFT
                                ? LeaveCause.LEAVE_CAUSE_LEFT
                                : LeaveCause.LEAVE_CAUSE_REMOVED)
                .build();
    }

    private static FenceStatus toProto(ThreadStatus status) {
        return switch (status) {
            case OPEN -> FenceStatus.FENCE_STATUS_OPEN;
        };
    }
}
