package dev.parley.message.memory;

import dev.parley.message.fence.Fences;
import dev.parley.message.fence.FencesContract;
import dev.parley.message.notification.ThreadNotifier;

final class MemoryFencesTest implements FencesContract {

    @Override
    public Fences fences(MemoryMessageLog log, ThreadNotifier notifier) {
        return new MemoryFences(log, notifier);
    }
}
