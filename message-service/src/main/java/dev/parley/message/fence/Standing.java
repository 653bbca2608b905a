package dev.parley.message.fence;

import java.time.Duration;
import java.util.Optional;

/// The rules that hold for all of a thread.
///
/// @param frozen   whether moderators stopped the thread
/// @param slowMode the least time between two messages of one sender
/// @param safeMode whether images of unknown or high bands are hidden
public record Standing(
        Form form, Kind kind, Status status, boolean frozen, Optional<Duration> slowMode, boolean safeMode) {

    /// An open group chat.
    public static final Standing OPEN = of(Status.OPEN);

    /// Whether it is the one direct thread of a pair, or a group.
    public enum Form {
        /// It was not said, or this version does not know it.
        UNKNOWN,
        /// The one thread of a pair.
        DIRECT,
        /// A group.
        GROUP
    }

    /// The purpose of a thread.
    public enum Kind {
        /// It was not said, or this version does not know it.
        UNKNOWN,
        /// A chat.
        CHAT,
        /// An inquiry.
        INQUIRY,
        /// A project.
        PROJECT,
        /// A booking.
        BOOKING,
        /// A studio.
        STUDIO,
        /// An invitation.
        INVITE,
        /// Support.
        SUPPORT,
        /// A dispute.
        DISPUTE,
        /// Notices of the platform.
        SYSTEM
    }

    /// Whether a thread can be written to.
    public enum Status {
        /// This version does not know it: nobody writes.
        UNKNOWN,
        /// Open for writing.
        OPEN,
        /// Locked by a decision.
        LOCKED,
        /// Archived.
        ARCHIVED
    }

    /// A group chat of a status.
    public static Standing of(Status status) {
        return new Standing(Form.GROUP, Kind.CHAT, status, false, Optional.empty(), true);
    }

    /// The same, frozen or not.
    public Standing withFrozen(boolean stopped) {
        return new Standing(form, kind, status, stopped, slowMode, safeMode);
    }
}
