package dev.parley.message.fence;

import dev.parley.platform.enums.Numbered;
import dev.parley.platform.enums.Numbers;
import java.time.Duration;
import java.util.Optional;

/// The rules that apply to a whole thread.
///
/// @param frozen whether moderators froze the thread
/// @param slowMode the minimum time between two messages of one sender
/// @param safeMode whether images of unknown or high bands are hidden
public record Standing(
        Form form, Kind kind, Status status, boolean frozen, Optional<Duration> slowMode, boolean safeMode) {

    /// An open group chat.
    public static final Standing OPEN = of(Status.OPEN);

    /// Whether it is the only direct thread of a pair, or a group.
    public enum Form implements Numbered {
        /// Not specified, or unknown to this version.
        UNKNOWN(0),
        /// The only direct thread of a pair.
        DIRECT(1),
        /// A group.
        GROUP(2);

        /// The values by number; an unknown number is UNKNOWN.
        public static final Numbers<Form> NUMBERS = Numbers.of(Form.class).orElse(UNKNOWN);

        private final int number;

        Form(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }

    /// The purpose of a thread.
    public enum Kind implements Numbered {
        /// Not specified, or unknown to this version.
        UNKNOWN(0),
        /// A chat.
        CHAT(1),
        /// An inquiry.
        INQUIRY(2),
        /// A project.
        PROJECT(3),
        /// A booking.
        BOOKING(4),
        /// A studio.
        STUDIO(5),
        /// An invitation.
        INVITE(6),
        /// Support.
        SUPPORT(7),
        /// A dispute.
        DISPUTE(8),
        /// Notices from the platform.
        SYSTEM(9);

        /// The values by number; an unknown number is UNKNOWN.
        public static final Numbers<Kind> NUMBERS = Numbers.of(Kind.class).orElse(UNKNOWN);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }

    /// Whether a thread is open for writing.
    public enum Status implements Numbered {
        /// This version does not know the value: nobody can write.
        UNKNOWN(0),
        /// Open for writing.
        OPEN(1),
        /// Locked by a decision.
        LOCKED(2),
        /// Archived.
        ARCHIVED(3);

        /// The values by number; an unknown number is UNKNOWN.
        public static final Numbers<Status> NUMBERS = Numbers.of(Status.class).orElse(UNKNOWN);

        private final int number;

        Status(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }

    /// Returns a group chat with a status.
    public static Standing of(Status status) {
        return new Standing(Form.GROUP, Kind.CHAT, status, false, Optional.empty(), true);
    }

    /// Returns a copy with another status.
    public Standing withStatus(Status other) {
        return new Standing(form, kind, other, frozen, slowMode, safeMode);
    }

    /// Returns a copy that is frozen or not.
    public Standing withFrozen(boolean stopped) {
        return new Standing(form, kind, status, stopped, slowMode, safeMode);
    }
}
