package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Passes what this process wrote on to all who want to hear of it.
@Singleton
public final class LogListeners implements LogListener {

    private final List<LogListener> listeners = new CopyOnWriteArrayList<>();

    /// Adds one who wants to hear.
    public void add(LogListener listener) {
        listeners.add(listener);
    }

    @Override
    public void appended(ThreadId thread, List<Frame> frames) {
        listeners.forEach(listener -> listener.appended(thread, frames));
    }

    @Override
    public void fenced(Fence fence) {
        listeners.forEach(listener -> listener.fenced(fence));
    }
}
