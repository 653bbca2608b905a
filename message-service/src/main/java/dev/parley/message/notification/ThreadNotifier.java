package dev.parley.message.notification;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.Frame;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.LogListener;
import dev.parley.message.log.Overlay;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.CursorListener;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notifies listeners of what this process wrote, after the write is durable. If a listener throws, that is
/// logged; the writer and the other listeners continue.
@Singleton
public final class ThreadNotifier implements LogListener, CursorListener {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadNotifier.class);

    private final List<ThreadListener> listeners = new CopyOnWriteArrayList<>();

    /// Adds a listener. Listeners are notified in the order in which they were added.
    public void add(ThreadListener listener) {
        listeners.add(listener);
    }

    @Override
    public void appended(ThreadId thread, List<Frame> frames, List<Overlay> overlays, List<HiddenMessage> hidden) {
        forEach(listener -> listener.appended(thread, frames, overlays, hidden));
    }

    @Override
    public void repeated(ThreadId thread, long head) {
        forEach(listener -> listener.repeated(thread, head));
    }

    @Override
    public void fenced(Fence fence) {
        forEach(listener -> listener.fenced(fence));
    }

    @Override
    public void moved(ThreadId thread, Cursor cursor) {
        forEach(listener -> listener.moved(thread, cursor));
    }

    private void forEach(Consumer<ThreadListener> notification) {
        for (ThreadListener listener : listeners) {
            try {
                notification.accept(listener);
            } catch (Throwable failure) {
                LOG.error(
                        "Listener {} failed on a notification",
                        listener.getClass().getSimpleName(),
                        failure);
            }
        }
    }
}
