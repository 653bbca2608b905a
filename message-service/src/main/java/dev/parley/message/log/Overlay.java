package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.platform.enums.Numbered;
import dev.parley.platform.enums.Numbers;
import java.util.Optional;

/// The current state of a message that was changed since it was sent, beside the log. A message without one is
/// as its frame says.
///
/// @param sequence       the message
/// @param version        grows by one with each change, from 1
/// @param updateSequence the frame that last changed it
/// @param text           the edited text
public record Overlay(
        ThreadId thread,
        long sequence,
        long version,
        long updateSequence,
        State state,
        Optional<String> text,
        Screening screening) {

    /// Whether a message is there.
    public enum State implements Numbered {
        /// It is there.
        ACTIVE(1),
        /// It was deleted: its place stays.
        DELETED(2);

        /// The values by their numbers; one that this version does not know is DELETED.
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

    /// The finding of safety afterwards, of a message that was sent while safety was out of reach.
    public enum Screening implements Numbered {
        /// Nothing against it.
        PASSED(1),
        /// It would have been refused: moderators look at it.
        REFUSED(2);

        /// The values by their numbers; one that this version does not know is PASSED.
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
