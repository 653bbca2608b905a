package dev.parley.inbox.merge;

import java.util.Collection;

/// Hears how far inboxes are after a merge of this process. A hint: it must be quick, and must not throw.
public interface MergeListener {

    /// Inboxes were merged into, whether that changed them or not.
    void merged(Collection<Advance> advances);
}
