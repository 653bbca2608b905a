package dev.parley.message.receipt;

import dev.parley.id.ThreadId;

/// Hears of cursors that this process moved, once they are stored. A hint, no more. It must be quick and must
/// not throw.
public interface CursorListener {

    /// A cursor was moved.
    void moved(ThreadId thread, Cursor cursor);
}
