package dev.parley.thread.grpc;

import dev.parley.id.UserId;
import dev.parley.platform.wire.WireTime;
import dev.parley.thread.lookup.ThreadAccess;
import dev.parley.thread.roster.MessageThread;
import dev.parley.thread.roster.ParticipantStatus;
import dev.parley.thread.roster.ThreadView;
import dev.parley.thread.v1.CheckAccessResponse;
import dev.parley.thread.v1.Participant;
import dev.parley.thread.v1.Thread;
import dev.parley.thread.v1.ThreadLink;

/// Threads as they go out.
final class ThreadMapper {
    private ThreadMapper() {}

    /// A thread for a user: who is blocked looks active.
    static Thread toUser(ThreadView view) {
        var thread = toProto(view.thread());
        view.participants().forEach(one -> thread.addParticipants(toUser(one)));
        return thread.build();
    }

    /// A thread for a service, which sees blocks.
    static Thread toService(ThreadView view) {
        var thread = toProto(view.thread());
        view.participants().forEach(one -> thread.addParticipants(toProto(one)));
        return thread.build();
    }

    /// A participant for a user: who is blocked looks active.
    static Participant toUser(dev.parley.thread.roster.Participant participant) {
        return participant.status() == ParticipantStatus.BLOCKED
                ? toProto(participant).toBuilder()
                        .setStatus(dev.parley.thread.v1.ParticipantStatus.PARTICIPANT_STATUS_ACTIVE)
                        .build()
                : toProto(participant);
    }

    static CheckAccessResponse toProto(ThreadAccess access) {
        return CheckAccessResponse.newBuilder()
                .setReadable(access.isReadable())
                .setWritable(access.isWritable())
                .setParticipant(toProto(access.participant()))
                .setVersion(access.version())
                .build();
    }

    private static Thread.Builder toProto(MessageThread thread) {
        var message = Thread.newBuilder()
                .setThreadId(thread.id().value())
                .setForm(WordMapper.toProto(thread.form()))
                .setKind(WordMapper.toProto(thread.kind()))
                .setSubject(thread.subject())
                .setCreatorId(thread.creator().value())
                .setOwnerId(thread.owner().map(UserId::value).orElse(""))
                .setParticipantCount(thread.participantCount())
                .setCreateTime(WireTime.toProto(thread.createTime()))
                .setUpdateTime(WireTime.toProto(thread.updateTime()))
                .setVersion(thread.version());
        thread.link().ifPresent(link -> message.setLink(toProto(link)));
        return message;
    }

    private static ThreadLink toProto(dev.parley.thread.roster.ThreadLink link) {
        var message = ThreadLink.newBuilder();
        switch (link.type()) {
            case ORDER -> message.setOrderId(link.id());
            case BOOKING -> message.setBookingId(link.id());
            case LEG -> message.setLegId(link.id());
            case LBG -> message.setLbgId(link.id());
            case POSTING -> message.setPostingId(link.id());
        }
        return message.build();
    }

    private static Participant toProto(dev.parley.thread.roster.Participant participant) {
        var message = Participant.newBuilder()
                .setUserId(participant.user().value())
                .setMarketplaceRole(WordMapper.toProto(participant.marketplaceRole()))
                .setGroupRole(WordMapper.toProto(participant.groupRole()))
                .setRoleContext(participant.roleContext())
                .setStatus(WordMapper.toProto(participant.status()))
                .setJoinTime(WireTime.toProto(participant.joinTime()));
        participant.leaveTime().ifPresent(time -> message.setLeaveTime(WireTime.toProto(time)));
        return message.build();
    }
}
