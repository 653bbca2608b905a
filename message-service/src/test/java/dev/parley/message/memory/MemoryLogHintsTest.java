package dev.parley.message.memory;

import dev.parley.message.hint.LogHints;
import dev.parley.message.hint.LogHintsContract;

final class MemoryLogHintsTest implements LogHintsContract {

    private final MemoryLogHints.Channel channel = new MemoryLogHints.Channel();

    @Override
    public LogHints open() {
        return channel.open();
    }
}
