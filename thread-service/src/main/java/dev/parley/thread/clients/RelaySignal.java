package dev.parley.thread.clients;

import dev.parley.platform.outbox.OutboxRelay;
import dev.parley.thread.fence.ChangeSignal;
import jakarta.inject.Named;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

/// Wakes the relay of the outbox. The relay is looked up lazily, because it puts fences in force itself.
@Singleton
final class RelaySignal implements ChangeSignal {
    private final Provider<OutboxRelay> relay;

    RelaySignal(@Named("thread") Provider<OutboxRelay> relay) {
        this.relay = relay;
    }

    @Override
    public void changed() {
        relay.get().wake();
    }
}
