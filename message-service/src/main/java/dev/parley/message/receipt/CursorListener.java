package dev.parley.message.receipt;

import dev.parley.id.ThreadId;

/// Notified of cursors that this process moved, after the commit. Notifications may be lost. It must be quick and must
/// not throw.
public interface CursorListener {

    /// A cursor was moved.
    void moved(ThreadId thread, Cursor cursor);
}
