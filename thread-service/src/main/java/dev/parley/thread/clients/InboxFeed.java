package dev.parley.thread.clients;

import dev.parley.inbox.v1.ApplyThreadChangesRequest;
import dev.parley.inbox.v1.InboxFeedServiceGrpc;
import dev.parley.inbox.v1.ThreadChange;
import dev.parley.platform.clients.Neighbour;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.platform.wire.WireTime;
import dev.parley.thread.domain.Roster;
import dev.parley.thread.events.InboxTeller;
import dev.parley.thread.v1.ThreadForm;
import dev.parley.thread.v1.ThreadKind;
import jakarta.inject.Singleton;
import java.util.List;

/// Tells the inbox service of threads.
@Singleton
final class InboxFeed implements InboxTeller {
    private static final String INBOX = "inbox";

    private final InboxFeedServiceGrpc.InboxFeedServiceBlockingStub stub;

    InboxFeed(ServiceChannels channels) {
        this.stub = InboxFeedServiceGrpc.newBlockingStub(channels.to(INBOX));
    }

    @Override
    public void tell(List<Roster> rosters) {
        var request = ApplyThreadChangesRequest.newBuilder()
                .addAllChanges(rosters.stream().map(InboxFeed::toChange).toList())
                .build();
        Neighbour.call(INBOX, () -> stub.applyThreadChanges(request));
    }

    private static ThreadChange toChange(Roster roster) {
        var thread = roster.thread();
        var change = ThreadChange.newBuilder()
                .setThreadId(thread.id().value())
                .setVersion(thread.version())
                .setForm(ThreadForm.valueOf("THREAD_FORM_" + thread.form()))
                .setKind(ThreadKind.valueOf("THREAD_KIND_" + thread.kind()))
                .setSubject(thread.subject())
                .setCreateTime(WireTime.toProto(thread.createTime()));
        roster.participants().forEach(one -> change.addParticipantIds(one.user().value()));
        return change.build();
    }
}
