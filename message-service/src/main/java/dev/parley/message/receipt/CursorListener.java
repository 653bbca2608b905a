package dev.parley.message.receipt;

import dev.parley.id.ThreadId;

/// Is notified of cursors that this process moved, after the commit. Notifications may be lost. An
/// implementation must be fast and must not throw.
public interface CursorListener {

    /// A cursor was moved.
    void moved(ThreadId thread, Cursor cursor);
}
