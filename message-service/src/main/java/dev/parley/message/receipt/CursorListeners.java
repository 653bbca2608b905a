package dev.parley.message.receipt;

import dev.parley.id.ThreadId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/// Passes moves of cursors on to all in this process who want to hear of them, once they are stored.
@Singleton
public final class CursorListeners {

    private final List<BiConsumer<ThreadId, Cursor>> listeners = new CopyOnWriteArrayList<>();

    /// Adds one who wants to hear. It must be quick and must not throw.
    public void add(BiConsumer<ThreadId, Cursor> listener) {
        listeners.add(listener);
    }

    void moved(ThreadId thread, Cursor cursor) {
        listeners.forEach(listener -> listener.accept(thread, cursor));
    }
}
