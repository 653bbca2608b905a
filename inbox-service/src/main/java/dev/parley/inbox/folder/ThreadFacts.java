package dev.parley.inbox.folder;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The facts of a thread, the same for all who take part.
///
/// @param form       its number in the contract. Forms and kinds are shown as they came, so that a newer one
///                   reaches readers who know it
/// @param kind       its number in the contract
/// @param subject    what it is about; empty when it has none
/// @param createTime when it was created, to the microsecond
/// @param archived   whether it is archived for all
public record ThreadFacts(int form, int kind, String subject, Instant createTime, boolean archived) {

    /// Of a thread that has a head or a cursor, but is not known itself yet.
    public static final ThreadFacts UNKNOWN = new ThreadFacts(0, 0, "", Instant.EPOCH, false);

    /// Cuts the time to what stores keep, so that facts that were stored equal those that came.
    public ThreadFacts {
        createTime = createTime.truncatedTo(ChronoUnit.MICROS);
    }
}
