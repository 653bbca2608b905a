package dev.parley.message.memory;

import dev.parley.message.log.Frame;
import dev.parley.message.memory.MemoryStore.FrameKey;
import dev.parley.message.send.UnscreenedMessages;
import java.util.List;
import java.util.Map;

/// The unscreened messages in memory.
public final class MemoryUnscreenedMessages implements UnscreenedMessages {

    private final MemoryStore store;

    /// Uses the unscreened messages of a store.
    public MemoryUnscreenedMessages(MemoryStore store) {
        this.store = store;
    }

    @Override
    public List<Frame> unscreened(int limit) {
        synchronized (store) {
            store.reach();
            List<Map.Entry<FrameKey, Frame>> offered = List.copyOf(store.unscreened.entrySet()).stream()
                    .limit(limit)
                    .toList();
            offered.forEach(one -> {
                store.unscreened.remove(one.getKey());
                store.unscreened.put(one.getKey(), one.getValue());
            });
            return offered.stream().map(Map.Entry::getValue).toList();
        }
    }

    @Override
    public void failed(List<Frame> messages, String reason) {
        synchronized (store) {
            store.reach();
        }
    }

    @Override
    public void settle(List<Frame> screened) {
        synchronized (store) {
            store.reach();
            screened.forEach(frame -> store.unscreened.remove(new FrameKey(frame.thread(), frame.sequence())));
        }
    }
}
