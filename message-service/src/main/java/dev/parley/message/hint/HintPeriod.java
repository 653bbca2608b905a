package dev.parley.message.hint;

/// A period in which the hints of all other replicas arrived. Times are those of [System#nanoTime].
///
/// A thread that was compared with the store in this period, and whose hints were all followed, lacks nothing
/// that was acknowledged until `upTo`.
///
/// @param since when the period began
/// @param upTo the time until which every acknowledged write of other replicas is known to have been hinted
public record HintPeriod(long since, long upTo) {

    /// Returns until when a thread is known that was compared at this time, and has followed all hints since.
    public long knownAt(long compared) {
        return compared - since >= 0 && upTo - compared > 0 ? upTo : compared;
    }

    /// Whether a comparison at this time was before the period.
    public boolean isAfter(long compared) {
        return compared - since < 0;
    }
}
