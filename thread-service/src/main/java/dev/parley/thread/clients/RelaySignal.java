package dev.parley.thread.clients;

import dev.parley.platform.outbox.OutboxRelay;
import dev.parley.thread.fence.ChangeSignal;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/// Wakes the relay of the outbox.
@Singleton
final class RelaySignal implements ChangeSignal {
    private final OutboxRelay relay;

    RelaySignal(@Named("thread") OutboxRelay relay) {
        this.relay = relay;
    }

    @Override
    public void changed() {
        relay.wake();
    }
}
