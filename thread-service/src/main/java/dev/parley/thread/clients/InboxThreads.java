package dev.parley.thread.clients;

import dev.parley.inbox.v1.ApplyThreadChangesRequest;
import dev.parley.inbox.v1.InboxFeedServiceGrpc;
import dev.parley.inbox.v1.ThreadChange;
import dev.parley.platform.clients.Neighbour;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.platform.wire.WireTime;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.v1.ThreadForm;
import dev.parley.thread.v1.ThreadKind;
import jakarta.inject.Singleton;
import java.util.List;

/// Tells the inbox service of threads.
@Singleton
final class InboxThreads implements InboxTeller {
    private static final String INBOX = "inbox";

    private final InboxFeedServiceGrpc.InboxFeedServiceBlockingStub stub;

    InboxThreads(ServiceChannels channels) {
        this.stub = InboxFeedServiceGrpc.newBlockingStub(channels.to(INBOX));
    }

    @Override
    public void tell(List<Roster> rosters) {
        var request = ApplyThreadChangesRequest.newBuilder()
                .addAllChanges(rosters.stream().map(InboxThreads::toChange).toList())
                .build();
        Neighbour.call(INBOX, () -> stub.applyThreadChanges(request));
    }

    private static ThreadChange toChange(Roster roster) {
        var thread = roster.thread();
        var change = ThreadChange.newBuilder()
                .setThreadId(thread.id().value())
                .setVersion(thread.version())
                .setForm(toProto(thread.form()))
                .setKind(toProto(thread.kind()))
                .setSubject(thread.subject())
                .setCreateTime(WireTime.toProto(thread.createTime()));
        roster.participants().forEach(one -> change.addParticipantIds(one.user().value()));
        return change.build();
    }

    private static ThreadForm toProto(dev.parley.thread.roster.ThreadForm form) {
        return switch (form) {
            case DIRECT -> ThreadForm.THREAD_FORM_DIRECT;
            case GROUP -> ThreadForm.THREAD_FORM_GROUP;
        };
    }

    private static ThreadKind toProto(dev.parley.thread.roster.ThreadKind kind) {
        return switch (kind) {
            case CHAT -> ThreadKind.THREAD_KIND_CHAT;
            case INQUIRY -> ThreadKind.THREAD_KIND_INQUIRY;
            case PROJECT -> ThreadKind.THREAD_KIND_PROJECT;
            case BOOKING -> ThreadKind.THREAD_KIND_BOOKING;
            case STUDIO -> ThreadKind.THREAD_KIND_STUDIO;
            case INVITE -> ThreadKind.THREAD_KIND_INVITE;
            case SUPPORT -> ThreadKind.THREAD_KIND_SUPPORT;
            case DISPUTE -> ThreadKind.THREAD_KIND_DISPUTE;
            case SYSTEM -> ThreadKind.THREAD_KIND_SYSTEM;
        };
    }
}
