package dev.parley.message.relay;

import dev.parley.id.ThreadId;
import dev.parley.platform.backlog.Backlog;
import dev.parley.platform.backlog.ParkedKey;
import jakarta.inject.Singleton;
import java.util.List;

/// The heads that the inbox does not have yet. A key is the id of a thread.
@Singleton
public final class HeadBacklog implements Backlog {

    private final DirtyHeads heads;

    /// Shows the heads of a log.
    public HeadBacklog(DirtyHeads heads) {
        this.heads = heads;
    }

    @Override
    public String topic() {
        return "message.inbox";
    }

    @Override
    public Depth depth() {
        return heads.depth();
    }

    @Override
    public List<ParkedKey> parked(String after, int limit) {
        return heads.parked(after, limit).stream()
                .map(one ->
                        new ParkedKey(one.thread().value(), one.sequence(), one.reason(), one.attempts(), one.time()))
                .toList();
    }

    @Override
    public boolean retry(String key) {
        return ThreadId.isValid(key) && heads.retry(new ThreadId(key));
    }
}
