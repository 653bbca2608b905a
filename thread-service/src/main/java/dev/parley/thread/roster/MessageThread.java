package dev.parley.thread.roster;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// A thread, without its participants. Times are of microseconds.
///
/// `participantCount` counts those who take part now, `joinCount` every join that ever was. `version` grows with each
/// change from 1; `fenceVersion` is the version whose fence was last acknowledged, 0 before the first.
public record MessageThread(
        ThreadId id,
        ThreadForm form,
        ThreadKind kind,
        String subject,
        Optional<ThreadLink> link,
        UserId creator,
        Optional<UserId> owner,
        int participantCount,
        long joinCount,
        Instant createTime,
        Instant updateTime,
        long version,
        long fenceVersion) {

    /// Cuts times to what is stored.
    public MessageThread {
        createTime = createTime.truncatedTo(ChronoUnit.MICROS);
        updateTime = updateTime.truncatedTo(ChronoUnit.MICROS);
    }

    /// Whether the fence of the current version still has to be put in force.
    public boolean isUnfenced() {
        return fenceVersion < version;
    }

    /// The next version of this thread. Its time is never before the one of this version.
    MessageThread next(Optional<UserId> nextOwner, int participants, long joins, Instant now) {
        return new MessageThread(
                id,
                form,
                kind,
                subject,
                link,
                creator,
                nextOwner,
                participants,
                joins,
                createTime,
                now.isAfter(updateTime) ? now : updateTime,
                version + 1,
                fenceVersion);
    }
}
