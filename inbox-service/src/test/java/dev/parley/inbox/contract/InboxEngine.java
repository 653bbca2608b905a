package dev.parley.inbox.contract;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folders;
import dev.parley.inbox.folder.Setting;
import dev.parley.inbox.folder.Waiting;
import dev.parley.inbox.merge.MergeStore;
import dev.parley.inbox.row.InboxStore;
import dev.parley.inbox.watch.InboxProgress;
import java.time.Duration;
import java.util.Set;

/// One engine, all its ports, and what a test does to it directly.
public interface InboxEngine {

    default MergeStore merges() {
        return merges(Folders.RULE);
    }

    /// Merges with a version of the rules.
    MergeStore merges(int rule);

    /// Returns the store of another process on the same inboxes.
    default MergeStore otherMerges() {
        return merges();
    }

    InboxStore rows();

    InboxProgress progress();

    /// Sets something for a thread, as UpdateInboxRow will. Items that do not wait any more end.
    void set(UserId user, ThreadId thread, Setting setting, Set<Waiting> waiting);

    /// Drops everything that is derived.
    void dropPlaces();

    /// Lets time pass for everything that is due or old.
    void pass(Duration time);
}
