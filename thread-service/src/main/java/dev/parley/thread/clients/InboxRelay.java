package dev.parley.thread.clients;

import dev.parley.id.ThreadId;
import dev.parley.platform.outbox.OutboxEntry;
import dev.parley.platform.outbox.OutboxTarget;
import dev.parley.thread.lookup.ThreadDirectory;
import dev.parley.thread.postgres.ThreadOutbox;
import dev.parley.thread.roster.Roster;
import jakarta.inject.Singleton;
import java.util.List;

/// Tells inboxes of threads that changed, up to 100 in a call.
@Singleton
public final class InboxRelay implements OutboxTarget {
    private static final int BATCH = 100;

    private final ThreadDirectory directory;
    private final InboxTeller inboxes;

    InboxRelay(ThreadDirectory directory, InboxTeller inboxes) {
        this.directory = directory;
        this.inboxes = inboxes;
    }

    @Override
    public String topic() {
        return ThreadOutbox.INBOX;
    }

    @Override
    public void deliver(List<OutboxEntry> entries) {
        for (int from = 0; from < entries.size(); from += BATCH) {
            tell(entries.subList(from, Math.min(from + BATCH, entries.size())));
        }
    }

    private void tell(List<OutboxEntry> entries) {
        List<Roster> rosters = directory.findAll(
                entries.stream().map(entry -> new ThreadId(entry.key())).toList());
        if (!rosters.isEmpty()) {
            inboxes.tell(rosters);
        }
    }
}
