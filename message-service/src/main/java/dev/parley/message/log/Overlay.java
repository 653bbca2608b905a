package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.platform.enums.Numbered;
import dev.parley.platform.enums.Numbers;
import java.util.Optional;

/// The current state of a message that was changed since it was sent, stored next to the log. A message
/// without an overlay is as its frame says.
///
/// @param sequence the message
/// @param version increases by one with each change, from 1
/// @param updateSequence the frame that last changed it
/// @param text the edited text
public record Overlay(
        ThreadId thread,
        long sequence,
        long version,
        long updateSequence,
        State state,
        Optional<String> text,
        Screening screening) {

    /// Whether a message was deleted.
    public enum State implements Numbered {
        /// The message was not deleted.
        ACTIVE(1),
        /// The message was deleted: its position remains.
        DELETED(2);

        /// The values by number; an unknown number is DELETED.
        public static final Numbers<State> NUMBERS = Numbers.of(State.class).orElse(DELETED);

        private final int number;

        State(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }

    /// The result of late screening, for a message that was sent while safety was unavailable.
    public enum Screening implements Numbered {
        /// The message passed.
        PASSED(1),
        /// The message would have been refused, and moderators review it.
        REFUSED(2);

        /// The values by number; an unknown number is PASSED.
        public static final Numbers<Screening> NUMBERS =
                Numbers.of(Screening.class).orElse(PASSED);

        private final int number;

        Screening(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }
}
