package dev.parley.clientkit.report;

import io.grpc.Status;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// Counts and times what a load does. Thread-safe, except [#cut].
public final class Tally {

    /// This many errors end a load, because later figures would be meaningless.
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
    /// @param seconds its length
    /// @param operations completed operations: acknowledged and received, or acknowledged if nobody is to
    /// receive
    /// @param deliveries elements that reached a feed
    /// @param answers from the intended start to the response, in nanoseconds
    /// @param receipts from the intended start to the receipt by another user, in nanoseconds
    public record Interval(double seconds, long operations, long deliveries, Histogram answers, Histogram receipts) {

        /// Returns the completed operations per second.
        public double rate() {
            return operations / seconds;
        }
    }

    /// Records a response, this many nanoseconds after the intended start.
    public void answered(long nanos) {
        answers.recordValue(Math.max(0, nanos));
    }

    /// Records that another user received a message, this many nanoseconds after the intended start.
    public void received(long nanos) {
        receipts.recordValue(Math.max(0, nanos));
    }

    /// Records that an element reached a feed.
    public void delivered() {
        deliveries.increment();
    }

    /// Records that an operation is complete.
    public void completed() {
        operations.increment();
    }

    /// Records that a call failed or returned something wrong.
    public void failed(String what, Status status) {
        String description = status.getDescription();
        failed(what + ": " + status.getCode() + (description == null ? "" : ", " + description));
    }

    /// Records that something is wrong.
    public void failed(String what) {
        failures.increment();
        if (errors.size() < PATIENCE) {
            errors.computeIfAbsent(what, _ -> new LongAdder()).increment();
        }
    }

    /// Whether so much fails that there is no point in going on.
    public boolean isHopeless() {
        return failures.sum() > PATIENCE;
    }

    /// Returns the number of completed operations.
    public long operations() {
        return operations.sum();
    }

    /// Returns the number of elements that reached a feed.
    public long deliveries() {
        return deliveries.sum();
    }

    /// Returns the number of errors.
    public long failures() {
        return failures.sum();
    }

    /// Returns the errors with their counts.
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
