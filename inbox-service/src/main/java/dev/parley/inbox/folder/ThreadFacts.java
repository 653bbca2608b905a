package dev.parley.inbox.folder;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What a thread is, the same for all who take part.
///
/// @param subject    what it is about; empty when nothing was said
/// @param createTime when it was created, to the microsecond
/// @param archived   whether it is archived for all
public record ThreadFacts(ThreadForm form, ThreadKind kind, String subject, Instant createTime, boolean archived) {

    /// Cuts the time to what stores keep, so that what was stored equals what was told.
    public ThreadFacts {
        createTime = createTime.truncatedTo(ChronoUnit.MICROS);
    }
}
