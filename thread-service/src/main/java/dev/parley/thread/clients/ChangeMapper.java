package dev.parley.thread.clients;

import dev.parley.inbox.internal.v1.ThreadChange;
import dev.parley.inbox.internal.v1.ThreadChangeParticipant;
import dev.parley.platform.wire.WireTime;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Roster;

/// Converts threads to the inbox contract.
public final class ChangeMapper {
    private ChangeMapper() {}

    /// Converts a thread.
    public static ThreadChange toProto(Roster roster) {
        var thread = roster.thread();
        var change = ThreadChange.newBuilder()
                .setThreadId(thread.id().value())
                .setVersion(thread.shownVersion())
                .setFormValue(thread.identity().form().number())
                .setKindValue(thread.facts().kind().number())
                .setSubject(thread.facts().subject())
                .setCreateTime(WireTime.toProto(thread.identity().createTime()))
                .setArchived(thread.standing().isArchived());
        roster.participants().forEach(one -> change.addParticipants(toProto(one)));
        return change.build();
    }

    private static ThreadChangeParticipant toProto(Participant participant) {
        return ThreadChangeParticipant.newBuilder()
                .setUserId(participant.user().value())
                .setMarketplaceRoleValue(participant.deal().role().number())
                .setGroupRoleValue(participant.groupRole().number())
                .setRoleContext(participant.deal().context())
                .setJoinVersion(participant.join().version())
                .build();
    }
}
