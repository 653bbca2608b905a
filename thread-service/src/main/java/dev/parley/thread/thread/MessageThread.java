package dev.parley.thread.thread;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.thread.history.Actor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// A thread without its participants, in parts that change for different reasons. Times have microsecond
/// precision.
public record MessageThread(
        Identity identity, Facts facts, Standing standing, ParticipantSummary participantSummary, Stamp stamp) {
    /// Returns the id.
    public ThreadId id() {
        return identity.id();
    }

    /// Returns the version, which increases by one with each change.
    public long version() {
        return stamp.version();
    }

    /// Returns the version that participants may know: the number of changes that they see, from 1. The inbox
    /// and its consistency tokens use it, so that no token reveals a block.
    public long shownVersion() {
        return stamp.shown().version();
    }

    /// Whether the message service has not acknowledged the newest fence yet.
    public boolean isUnfenced() {
        return stamp.fenceAcked() < stamp.fenceVersion();
    }

    /// The time of a change that is made now. The clocks of replicas differ, and no change is before the last one.
    public Instant timeOfChange(Instant now) {
        return stamp.timeOfChange(now);
    }

    /// Returns this thread after the message service has acknowledged a fence. An older fence changes
    /// nothing.
    public MessageThread acknowledged(long fence) {
        return fence <= stamp.fenceAcked() ? this : withStamp(stamp.acknowledged(fence));
    }

    /// Returns this thread with another summary of its participants.
    public MessageThread withParticipantSummary(ParticipantSummary next) {
        return new MessageThread(identity, facts, standing, next, stamp);
    }

    /// Returns this thread with another stamp.
    public MessageThread withStamp(Stamp next) {
        return new MessageThread(identity, facts, standing, participantSummary, next);
    }

    /// The facts that never change.
    public record Identity(ThreadId id, ThreadForm form, Actor creator, Instant createTime) {
        /// Truncates the time to the stored precision.
        public Identity {
            createTime = createTime.truncatedTo(ChronoUnit.MICROS);
        }
    }

    /// The purpose of the thread. Of these facts, a fence contains only the kind. An empty subject means
    /// none.
    public record Facts(ThreadKind kind, String subject, Optional<ThreadLink> link) {}

    /// Whether the thread is in use, and since when.
    public record Standing(ThreadStatus status, Instant statusTime) {
        /// Truncates the time to the stored precision.
        public Standing {
            statusTime = statusTime.truncatedTo(ChronoUnit.MICROS);
        }

        /// Whether the thread is archived for all participants.
        public boolean isArchived() {
            return switch (status) {
                case OPEN -> false;
            };
        }
    }

    /// The owner and the counts of participants. `participantCount` counts the current participants,
    /// `joinCount` every join so far.
    public record ParticipantSummary(Optional<UserId> owner, int participantCount, long joinCount) {}

    /// Versions that change independently: `version` with any change; `fenceVersion` only with changes that
    /// affect the fence (it is the version of the last such change); `shown` only with changes that
    /// participants see; and `fenceAcked`, the fence version that the message service has acknowledged, 0
    /// before the first.
    ///
    /// @param updateTime the time of the last change of any kind
    public record Stamp(long version, long fenceVersion, long fenceAcked, Instant updateTime, Shown shown) {
        /// Truncates the time to the stored precision.
        public Stamp {
            updateTime = updateTime.truncatedTo(ChronoUnit.MICROS);
        }

        /// Returns the stamp of a new thread.
        public static Stamp first(Instant now) {
            return new Stamp(1, 1, 0, now, new Shown(1, now));
        }

        /// The stamp after one more change.
        ///
        /// @param seen whether participants see the change
        public Stamp next(boolean fenceTouched, boolean seen, Instant now) {
            long next = version + 1;
            var time = timeOfChange(now);
            return new Stamp(
                    next, fenceTouched ? next : fenceVersion, fenceAcked, time, seen ? shown.next(time) : shown);
        }

        private Instant timeOfChange(Instant now) {
            return now.isAfter(updateTime) ? now : updateTime;
        }

        /// Returns the same stamp once a fence is acknowledged.
        Stamp acknowledged(long fence) {
            return new Stamp(version, fenceVersion, fence, updateTime, shown);
        }
    }

    /// The changes that participants see: how many there were, from 1, and the time of the last one. What a
    /// block does, to contact or to what is hidden, does not count, so that nobody can infer the block from a
    /// changed or skipped version, or from a time.
    public record Shown(long version, Instant time) {
        /// Truncates the time to the stored precision.
        public Shown {
            time = time.truncatedTo(ChronoUnit.MICROS);
        }

        private Shown next(Instant change) {
            return new Shown(version + 1, change);
        }
    }
}
