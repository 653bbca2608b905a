package dev.parley.thread.thread;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.thread.history.Actor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// A thread without its participants, in parts that change for different reasons. Times have microseconds.
public record MessageThread(Identity identity, Facts facts, Standing standing, Seats seats, Stamp stamp) {
    /// The id.
    public ThreadId id() {
        return identity.id();
    }

    /// The version, which grows by one with each change.
    public long version() {
        return stamp.version();
    }

    /// Whether the message service has not yet acknowledged the newest fence.
    public boolean isUnfenced() {
        return stamp.fenceAcked() < stamp.fenceVersion();
    }

    /// This thread once the message service has acknowledged a fence. An older fence changes nothing.
    public MessageThread acknowledged(long fence) {
        return fence <= stamp.fenceAcked()
                ? this
                : withStamp(new Stamp(stamp.version(), stamp.fenceVersion(), fence, stamp.updateTime()));
    }

    /// This thread filled otherwise.
    public MessageThread withSeats(Seats next) {
        return new MessageThread(identity, facts, standing, next, stamp);
    }

    /// This thread with another stamp.
    public MessageThread withStamp(Stamp next) {
        return new MessageThread(identity, facts, standing, seats, next);
    }

    /// The facts that never change.
    public record Identity(ThreadId id, ThreadForm form, Actor creator, Instant createTime) {
        /// Cuts the time to what is stored.
        public Identity {
            createTime = createTime.truncatedTo(ChronoUnit.MICROS);
        }
    }

    /// The purpose of the thread. A fence names the kind and nothing else of it. An empty subject means none.
    public record Facts(ThreadKind kind, String subject, Optional<ThreadLink> link) {}

    /// Whether the thread is in use, and since when.
    public record Standing(ThreadStatus status, Instant statusTime) {
        /// Cuts the time to what is stored.
        public Standing {
            statusTime = statusTime.truncatedTo(ChronoUnit.MICROS);
        }

        /// Whether the thread is archived for all.
        public boolean isArchived() {
            return switch (status) {
                case OPEN -> false;
            };
        }
    }

    /// How the thread is filled. `participantCount` counts who takes part now, `joinCount` every join so far.
    public record Seats(Optional<UserId> owner, int participantCount, long joinCount) {}

    /// Three versions that move apart: `version` with any change, `fenceVersion` only with changes that a fence
    /// names (it is the version of the last such change), and `fenceAcked`, the fence version that the message
    /// service has acknowledged, 0 before the first.
    public record Stamp(long version, long fenceVersion, long fenceAcked, Instant updateTime) {
        /// Cuts the time to what is stored.
        public Stamp {
            updateTime = updateTime.truncatedTo(ChronoUnit.MICROS);
        }

        /// The stamp of a new thread.
        public static Stamp first(Instant now) {
            return new Stamp(1, 1, 0, now);
        }

        /// The stamp after one more change. Its time is never before that of the change before.
        public Stamp next(boolean fenceTouched, Instant now) {
            long next = version + 1;
            return new Stamp(
                    next, fenceTouched ? next : fenceVersion, fenceAcked, now.isAfter(updateTime) ? now : updateTime);
        }
    }
}
