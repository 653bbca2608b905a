package dev.parley.message.hint;

import java.util.List;
import java.util.Map;

/// What one replica publishes at once.
///
/// @param origin the publishing replica; a new name at each start of a process
/// @param number one more than that of the replica's batch before. A larger step says that hints were dropped
/// @param mark a time of the publisher's own clock, from before it collected the hints. Others return it
/// unread
/// @param complete whether the publisher had no further hints
/// @param leaving whether this is the publisher's last batch
/// @param heard for each replica, the mark of the newest complete batch that the publisher had received from it
/// before it collected the hints
public record HintBatch(
        String origin,
        long number,
        long mark,
        boolean complete,
        boolean leaving,
        Map<String, Long> heard,
        List<Hint> hints) {

    /// The most replicas in `heard`.
    static final int MOST_HEARD = 30;

    /// The most characters of all hints. With the rest, a batch fits into 8,000 bytes of text.
    static final int MOST_CHARACTERS = 6_500;
}
