package dev.parley.thread.clients;

import dev.parley.id.ThreadId;
import dev.parley.inbox.internal.v1.ApplyThreadChangesRequest;
import dev.parley.inbox.internal.v1.InboxFeedServiceGrpc;
import dev.parley.platform.clients.Neighbour;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.platform.outbox.OutboxEntry;
import dev.parley.platform.outbox.OutboxTarget;
import dev.parley.thread.change.Consumer;
import dev.parley.thread.lookup.ThreadDirectory;
import io.grpc.Channel;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/// Delivers threads that changed, with their participants, to the inbox service: up to 100 per call, and
/// fewer if they are large.
@Singleton
public final class InboxDelivery implements OutboxTarget {
    private static final String INBOX = "inbox";
    private static final int BATCH = 100;

    private final ThreadDirectory directory;
    private final InboxFeedServiceGrpc.InboxFeedServiceBlockingStub stub;

    @Inject
    InboxDelivery(ThreadDirectory directory, ServiceChannels channels) {
        this(directory, channels.to(INBOX));
    }

    InboxDelivery(ThreadDirectory directory, Channel channel) {
        this.directory = directory;
        this.stub = InboxFeedServiceGrpc.newBlockingStub(channel);
    }

    @Override
    public String topic() {
        return Consumer.INBOX.topic();
    }

    @Override
    public void deliver(List<OutboxEntry> entries) {
        for (int from = 0; from < entries.size(); from += BATCH) {
            deliverBatch(entries.subList(from, Math.min(from + BATCH, entries.size())));
        }
    }

    private void deliverBatch(List<OutboxEntry> entries) {
        var rosters = directory.findAll(
                entries.stream().map(entry -> new ThreadId(entry.key())).toList());
        var all = rosters.stream().map(ChangeMapper::toProto).toList();
        for (var changes : SizedRequests.split(all, BATCH)) {
            var request = ApplyThreadChangesRequest.newBuilder()
                    .addAllChanges(changes)
                    .build();
            Neighbour.call(INBOX, () -> stub.applyThreadChanges(request));
        }
    }
}
