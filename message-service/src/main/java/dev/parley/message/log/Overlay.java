package dev.parley.message.log;

import dev.parley.id.ThreadId;
import java.util.Optional;

/// The current state of a message that was changed since it was sent, beside the log. A message without one is as its
/// frame says.
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
    public enum State {
        /// It is there.
        ACTIVE,
        /// It was deleted: its place stays.
        DELETED
    }

    /// The finding of safety afterwards, of a message that was sent while safety was out of reach.
    public enum Screening {
        /// Nothing against it.
        PASSED,
        /// It would have been refused: moderators look at it.
        REFUSED
    }
}
