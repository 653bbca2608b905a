package dev.parley.inbox.folder;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What a thread is, the same for all who take part.
///
/// @param subject    what it is about; empty when nothing was said
/// @param createTime when it was created, to the microsecond
/// @param archived   whether it is archived for all
public record ThreadFacts(ThreadForm form, ThreadKind kind, String subject, Instant createTime, boolean archived) {

    /// Of a thread that has a head or a cursor, but is not known itself yet.
    public static final ThreadFacts UNKNOWN =
            new ThreadFacts(ThreadForm.UNSPECIFIED, ThreadKind.UNSPECIFIED, "", Instant.EPOCH, false);

    /// Cuts the time to what stores keep, so that facts that were stored equal those that came.
    public ThreadFacts {
        createTime = createTime.truncatedTo(ChronoUnit.MICROS);
    }
}
