package dev.parley.message.grpc;

import dev.parley.inbox.internal.v1.ThreadHead;
import dev.parley.message.relay.DirtyHeads.DirtyHead;

/// The form in which heads are reported to the inbox.
@FunctionalInterface
public interface HeadForm {

    /// Converts a head.
    ThreadHead of(DirtyHead head);
}
