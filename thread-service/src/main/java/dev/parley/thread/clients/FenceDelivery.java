package dev.parley.thread.clients;

import dev.parley.id.ThreadId;
import dev.parley.platform.outbox.OutboxEntry;
import dev.parley.platform.outbox.OutboxTarget;
import dev.parley.thread.change.Consumer;
import dev.parley.thread.fence.FenceEnforcer;
import dev.parley.thread.lookup.ThreadDirectory;
import jakarta.inject.Singleton;
import java.util.List;

/// Delivers the fences that no request pushed, because its process died or the message service was
/// unavailable.
@Singleton
public final class FenceDelivery implements OutboxTarget {
    private final ThreadDirectory directory;
    private final FenceEnforcer fences;

    FenceDelivery(ThreadDirectory directory, FenceEnforcer fences) {
        this.directory = directory;
        this.fences = fences;
    }

    @Override
    public String topic() {
        return Consumer.FENCE.topic();
    }

    @Override
    public void deliver(List<OutboxEntry> entries) {
        fences.finish(directory.findAll(
                entries.stream().map(entry -> new ThreadId(entry.key())).toList()));
    }
}
