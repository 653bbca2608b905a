package dev.parley.safety.memory;

import dev.parley.id.UserPair;
import dev.parley.safety.block.FreePairs;
import java.util.HashSet;
import java.util.Set;

/// Pairs without a block in memory, without bounds.
public final class MemoryFreePairs implements FreePairs {

    private final Set<UserPair> free = new HashSet<>();
    private long removals;

    @Override
    public synchronized boolean contains(UserPair pair) {
        return free.contains(pair);
    }

    @Override
    public synchronized long mark() {
        return removals;
    }

    @Override
    public synchronized void add(UserPair pair, long mark) {
        if (mark == removals) {
            free.add(pair);
        }
    }

    @Override
    public synchronized void remove(UserPair pair) {
        removals++;
        free.remove(pair);
    }
}
