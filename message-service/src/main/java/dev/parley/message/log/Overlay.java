package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.platform.enums.Numbered;
import dev.parley.platform.enums.Numbers;
import java.time.Instant;
import java.util.Optional;

/// The current state of a message that was changed since it was sent, stored next to the log. A message
/// without an overlay is as its frame says.
///
/// @param sequence the message
/// @param version increases by one with each change, from 1; a screening result is also a change, without a
/// frame
/// @param updateSequence the frame that last changed it; the message's own if none has
public record Overlay(
        ThreadId thread, long sequence, long version, long updateSequence, Body body, Screening screening) {

    /// The text and the state of a message, which determine its etag.
    ///
    /// @param sequence the frame that last changed one of them; the message's own if none has. So no two
    ///                   bodies of a message have the same sequence, even if a text returns
    /// @param textSequence the frame with the current text; the message's own if it was never edited
    /// @param text the edited text; empty if it was never edited
    /// @param editTime when the text last changed
    /// @param deleteTime when it was deleted; empty if it is not deleted
    public record Body(
            long sequence,
            long textSequence,
            State state,
            Optional<String> text,
            Optional<Instant> editTime,
            Optional<Instant> deleteTime) {

        private static Body asSent(long sequence) {
            return new Body(sequence, sequence, State.ACTIVE, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

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
        /// The message would have been refused or masked, and moderators review it.
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

    /// Returns the state of a message that was never changed. No store contains it: the next state is the
    /// first.
    public static Overlay asSent(ThreadId thread, long sequence) {
        return new Overlay(thread, sequence, 0, sequence, Body.asSent(sequence), Screening.PASSED);
    }

    /// Returns the state after a frame edited the text. An edit is screened like a send, so what was found about
    /// the old text is over.
    public Overlay edited(Frame by, String text) {
        var edited = new Body(
                by.sequence(),
                by.sequence(),
                body.state,
                Optional.of(text),
                Optional.of(by.createTime()),
                body.deleteTime);
        return new Overlay(thread, sequence, version + 1, by.sequence(), edited, Screening.PASSED);
    }

    /// Returns the state after a frame deleted it. Its text stays stored, but no reader sees it.
    public Overlay deleted(Frame by) {
        return changed(
                by,
                new Body(
                        by.sequence(),
                        body.textSequence,
                        State.DELETED,
                        body.text,
                        body.editTime,
                        Optional.of(by.createTime())));
    }

    /// Returns the state after a frame undid its deletion.
    public Overlay restored(Frame by) {
        return changed(
                by,
                new Body(by.sequence(), body.textSequence, State.ACTIVE, body.text, body.editTime, Optional.empty()));
    }

    /// Returns the state after a frame that leaves its text and its state unchanged.
    public Overlay touched(Frame by) {
        return changed(by, body);
    }

    private Overlay changed(Frame by, Body newer) {
        return new Overlay(thread, sequence, version + 1, by.sequence(), newer, screening);
    }

    /// Returns the state after a screening result, for which there is no frame.
    public Overlay screened(Screening finding) {
        return new Overlay(thread, sequence, version + 1, updateSequence, body, finding);
    }

    /// Returns whether the message is active or deleted.
    public State state() {
        return body.state;
    }

    /// Returns the edited text; empty if it was never edited.
    public Optional<String> text() {
        return body.text;
    }
}
