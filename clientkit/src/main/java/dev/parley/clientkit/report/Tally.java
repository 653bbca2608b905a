package dev.parley.clientkit.report;

import io.grpc.Status;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// Counts and times what a load does. Safe for many threads, except [#cut].
public final class Tally {

    /// So many errors end a load: later figures would say nothing.
    private static final long PATIENCE = 200;

    private static final int DIGITS = 3;

    private final LongAdder operations = new LongAdder();
    private final LongAdder deliveries = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Recorder answers = new Recorder(DIGITS);
    private final Recorder receipts = new Recorder(DIGITS);
    private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
    private long cutNanos = System.nanoTime();
    private long cutOperations;
    private long cutDeliveries;

    /// The counts and times between two cuts.
    ///
    /// @param seconds    how long it was
    /// @param operations what was completed: acked and received, or answered where nobody is to receive
    /// @param deliveries elements that reached a feed
    /// @param answers    from the intended start to the answer, in nanoseconds
    /// @param receipts   from the intended start to the receipt by another, in nanoseconds
    public record Interval(double seconds, long operations, long deliveries, Histogram answers, Histogram receipts) {

        /// Completed operations a second.
        public double rate() {
            return operations / seconds;
        }
    }

    /// An answer came, so many nanoseconds after the intended start.
    public void answered(long nanos) {
        answers.recordValue(Math.max(0, nanos));
    }

    /// Another received a message, so many nanoseconds after the intended start.
    public void received(long nanos) {
        receipts.recordValue(Math.max(0, nanos));
    }

    /// An element reached a feed.
    public void delivered() {
        deliveries.increment();
    }

    /// An operation is complete.
    public void completed() {
        operations.increment();
    }

    /// A call failed, or what it returned is wrong.
    public void failed(String what, Status status) {
        String description = status.getDescription();
        failed(what + ": " + status.getCode() + (description == null ? "" : ", " + description));
    }

    /// Something is not as it must be.
    public void failed(String what) {
        failures.increment();
        if (errors.size() < PATIENCE) {
            errors.computeIfAbsent(what, _ -> new LongAdder()).increment();
        }
    }

    /// Whether so much fails that going on is of no use.
    public boolean isHopeless() {
        return failures.sum() > PATIENCE;
    }

    /// How many operations were completed.
    public long operations() {
        return operations.sum();
    }

    /// How many errors there were.
    public long failures() {
        return failures.sum();
    }

    /// The errors, and how often each came.
    public Map<String, Long> errors() {
        var counts = new TreeMap<String, Long>();
        errors.forEach((what, count) -> counts.put(what, count.sum()));
        return counts;
    }

    /// Ends an interval that began with the last cut, or the start.
    public Interval cut() {
        long now = System.nanoTime();
        long done = operations.sum();
        long seen = deliveries.sum();
        var interval = new Interval(
                (now - cutNanos) / 1e9,
                done - cutOperations,
                seen - cutDeliveries,
                answers.getIntervalHistogram(),
                receipts.getIntervalHistogram());
        cutNanos = now;
        cutOperations = done;
        cutDeliveries = seen;
        return interval;
    }
}
