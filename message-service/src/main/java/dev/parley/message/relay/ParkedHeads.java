package dev.parley.message.relay;

import dev.parley.message.relay.DirtyHeads.Parked;
import dev.parley.platform.background.Step;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts the parked heads once per round, and warns while there are any. An operator must look at what the
/// inbox refused.
public final class ParkedHeads implements Step {

    private static final Logger LOG = LoggerFactory.getLogger(ParkedHeads.class);

    /// The count stops at 1,000.
    private static final int MOST = 1000;

    private final DirtyHeads heads;
    private volatile int count;

    /// Counts the parked heads of a store.
    public ParkedHeads(DirtyHeads heads) {
        this.heads = heads;
    }

    /// Returns the count of the last round, at most 1,000.
    public int count() {
        return count;
    }

    @Override
    public boolean run() {
        List<Parked> parked = heads.parked("", MOST);
        count = parked.size();
        if (!parked.isEmpty()) {
            Parked one = parked.getFirst();
            LOG.warn("{} heads are parked, including {}: {}", count, one.thread(), one.reason());
        }
        return false;
    }
}
