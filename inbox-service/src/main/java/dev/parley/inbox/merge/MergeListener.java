package dev.parley.inbox.merge;

import java.util.Collection;

/// Is notified how far inboxes are after a merge of this process. A notification is only a hint. An
/// implementation must be fast and must not throw.
public interface MergeListener {

    /// These inboxes were merged into, whether that changed them or not.
    void merged(Collection<Advance> advances);
}
