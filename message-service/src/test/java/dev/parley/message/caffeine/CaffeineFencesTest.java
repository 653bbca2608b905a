package dev.parley.message.caffeine;

import dev.parley.message.fence.Fences;
import dev.parley.message.fence.FencesContract;
import dev.parley.message.memory.MemoryMessageLog;
import dev.parley.message.notification.ThreadNotifier;

final class CaffeineFencesTest implements FencesContract {

    @Override
    public Fences fences(MemoryMessageLog log, ThreadNotifier notifier) {
        return new CaffeineFences(() -> log, () -> log, notifier);
    }
}
