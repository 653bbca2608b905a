package dev.parley.inbox.folder;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The facts of a thread, the same for all participants.
///
/// @param form its number in the contract. Forms and kinds are passed on unchanged, so that a newer one
///                   reaches readers who know it
/// @param kind its number in the contract
/// @param subject the subject; empty if none
/// @param createTime when it was created, to the microsecond
/// @param archived whether it is archived for all participants
public record ThreadFacts(int form, int kind, String subject, Instant createTime, boolean archived) {

    /// The facts of a thread for which there is a head or a cursor, but which is not known itself yet.
    public static final ThreadFacts UNKNOWN = new ThreadFacts(0, 0, "", Instant.EPOCH, false);

    /// Truncates the time to the precision of the stores, so that stored facts equal received ones.
    public ThreadFacts {
        createTime = createTime.truncatedTo(ChronoUnit.MICROS);
    }
}
