package dev.parley.message.relay;

import dev.parley.message.relay.DirtyHeads.Parked;
import dev.parley.platform.background.Step;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts the parked heads once a round, and warns while there are any. An operator must look at what the inbox
/// refused.
public final class ParkedHeads implements Step {

    private static final Logger LOG = LoggerFactory.getLogger(ParkedHeads.class);

    /// Counts up to 1,000.
    private static final int MOST = 1000;

    private final DirtyHeads heads;
    private volatile int count;

    /// Counts those of a store.
    public ParkedHeads(DirtyHeads heads) {
        this.heads = heads;
    }

    /// How many there were in the last round, at most 1,000.
    public int count() {
        return count;
    }

    @Override
    public boolean run() {
        List<Parked> parked = heads.parked("", MOST);
        count = parked.size();
        if (!parked.isEmpty()) {
            Parked one = parked.getFirst();
            LOG.warn("{} heads are parked, {} among them: {}", count, one.thread(), one.reason());
        }
        return false;
    }
}
