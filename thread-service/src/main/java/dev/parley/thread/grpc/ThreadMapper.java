package dev.parley.thread.grpc;

import dev.parley.id.UserId;
import dev.parley.platform.wire.WireTime;
import dev.parley.thread.internal.v1.CheckAccessResponse;
import dev.parley.thread.lookup.Permissions;
import dev.parley.thread.lookup.ThreadAccess;
import dev.parley.thread.lookup.ThreadView;
import dev.parley.thread.roster.Membership;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.MessageThread;
import dev.parley.thread.v1.Participant;
import dev.parley.thread.v1.ParticipantBrief;
import dev.parley.thread.v1.Thread;
import dev.parley.thread.v1.ThreadPermissions;
import java.util.Optional;

/// Converts threads to the wire. Enums are converted by number; the numbers are those of the contract.
final class ThreadMapper {
    private ThreadMapper() {}

    /// Converts a thread for a user, with the user's permissions.
    static Thread toUser(ThreadView view) {
        return toProto(view)
                .setMyPermissions(toPermissions(view.thread(), view.viewer()))
                .build();
    }

    /// Returns what a user, who need not be a participant, may do in a thread.
    static ThreadPermissions toPermissions(Roster roster, UserId user) {
        return toPermissions(roster.thread(), roster.find(user));
    }

    /// Converts a thread for a service that calls in its own name, without permissions.
    static Thread toService(ThreadView view) {
        return toProto(view).build();
    }

    static Participant toProto(dev.parley.thread.roster.Participant participant) {
        return toProto(participant, Membership.ACTIVE).build();
    }

    static CheckAccessResponse toProto(ThreadAccess access) {
        var membership = access.departure().map(gone -> gone.membership()).orElse(Membership.ACTIVE);
        var participant = toProto(access.participant(), membership);
        access.departure().ifPresent(gone -> participant.setLeaveTime(WireTime.toProto(gone.time())));
        return CheckAccessResponse.newBuilder()
                .setReadable(access.isReadable())
                .setWritable(access.isWritable())
                .setParticipant(participant)
                .setContactClosed(access.isContactClosed())
                .setVersion(access.thread().version())
                .build();
    }

    private static Thread.Builder toProto(ThreadView view) {
        var message = toProto(view.thread());
        view.preview().forEach(one -> message.addParticipantPreview(toBrief(one)));
        return message;
    }

    private static Thread.Builder toProto(MessageThread thread) {
        var message = Thread.newBuilder()
                .setThreadId(thread.id().value())
                .setFormValue(thread.identity().form().number())
                .setKindValue(thread.facts().kind().number())
                .setSubject(thread.facts().subject())
                .setCreatorId(thread.identity().creator().value())
                .setOwnerId(
                        thread.participantSummary().owner().map(UserId::value).orElse(""))
                .setParticipantCount(thread.participantSummary().participantCount())
                .setCreateTime(WireTime.toProto(thread.identity().createTime()))
                .setUpdateTime(WireTime.toProto(thread.stamp().shown().time()))
                .setEtag(String.valueOf(thread.stamp().shown().version()))
                .setStatusValue(thread.standing().status().number());
        thread.facts().link().ifPresent(link -> message.setLink(LinkMapper.toProto(link)));
        return message;
    }

    private static ThreadPermissions toPermissions(
            MessageThread thread, Optional<dev.parley.thread.roster.Participant> own) {
        var permissions = own.map(one -> Permissions.of(thread, one)).orElse(Permissions.NONE);
        return ThreadPermissions.newBuilder()
                .setCanSend(permissions.send())
                .setCanAddParticipants(permissions.addParticipants())
                .setCanRemoveParticipants(permissions.removeParticipants())
                .setCanLeave(permissions.leave())
                .build();
    }

    private static ParticipantBrief toBrief(dev.parley.thread.roster.Participant participant) {
        return ParticipantBrief.newBuilder()
                .setUserId(participant.user().value())
                .setMarketplaceRoleValue(participant.deal().role().number())
                .setGroupRoleValue(participant.groupRole().number())
                .setRoleContext(participant.deal().context())
                .build();
    }

    private static Participant.Builder toProto(
            dev.parley.thread.roster.Participant participant, Membership membership) {
        return Participant.newBuilder()
                .setUserId(participant.user().value())
                .setMarketplaceRoleValue(participant.deal().role().number())
                .setGroupRoleValue(participant.groupRole().number())
                .setRoleContext(participant.deal().context())
                .setMembershipValue(membership.number())
                .setJoinTime(WireTime.toProto(participant.join().time()));
    }
}
