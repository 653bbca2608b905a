package dev.parley.message.hint;

/// How far the hints of other replicas can be relied on.
public interface HintState {

    /// No hints: each thread must be compared with the store constantly.
    HintState NONE = new HintState() {
        private final HintPeriod none = new HintPeriod(System.nanoTime() + Long.MAX_VALUE / 4, 0);

        @Override
        public void check() {}

        @Override
        public boolean isComplete() {
            return false;
        }

        @Override
        public HintPeriod period() {
            return none;
        }
    };

    /// Looks up how many replicas there are, at most once a second. Throws `StoreUnavailable`.
    void check();

    /// Whether the hints of all other replicas are arriving.
    boolean isComplete();

    /// Returns the current period; if hints are not arriving, the last one.
    HintPeriod period();
}
