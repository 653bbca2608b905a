package dev.parley.message.hint;

import java.util.List;

/// Receives the hints of other replicas. An implementation must be fast and must not block.
public interface HintListener {

    /// Other replicas wrote something.
    void hinted(List<Hint> hints);

    /// Hints may have been missing since the end of this period: what it says about a thread must be kept now.
    void ended(HintPeriod period);
}
