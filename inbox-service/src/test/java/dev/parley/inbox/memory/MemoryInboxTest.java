package dev.parley.inbox.memory;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.contract.InboxContract;
import dev.parley.inbox.contract.InboxEngine;
import dev.parley.inbox.contract.Updates;
import dev.parley.inbox.folder.Setting;
import dev.parley.inbox.folder.Waiting;
import dev.parley.inbox.merge.MergeStore;
import dev.parley.inbox.row.InboxStore;
import dev.parley.inbox.watch.InboxProgress;
import dev.parley.platform.testing.MutableClock;
import java.time.Duration;
import java.util.Set;

final class MemoryInboxTest implements InboxContract, InboxEngine {

    private final MutableClock clock = new MutableClock(Updates.second(0));
    private final MemoryInbox inbox = new MemoryInbox(clock);

    @Override
    public InboxEngine engine() {
        return this;
    }

    @Override
    public MergeStore merges(int rule) {
        return inbox.by(rule);
    }

    @Override
    public InboxStore rows() {
        return inbox;
    }

    @Override
    public InboxProgress progress() {
        return inbox;
    }

    @Override
    public void set(UserId user, ThreadId thread, Setting setting, Set<Waiting> waiting) {
        inbox.set(user, thread, setting, waiting);
    }

    @Override
    public void dropPlaces() {
        inbox.dropPlaces();
    }

    @Override
    public void pass(Duration time) {
        clock.advance(time);
    }
}
