package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.platform.enums.Numbered;
import dev.parley.platform.enums.Numbers;
import java.time.Instant;
import java.util.Optional;

/// The current state of a message that was changed since it was sent, beside the log. A message without one
/// is as its frame says.
///
/// @param sequence the message
/// @param version grows by one with each change, from 1. A finding of safety is one too, without a frame
/// @param updateSequence the frame that last changed it; the message's own while none did
public record Overlay(
        ThreadId thread, long sequence, long version, long updateSequence, Body body, Screening screening) {

    /// The text and the state of a message: what its etag stands for.
    ///
    /// @param sequence   the frame that last changed one of them; the message's own while none did. So no two
    ///                   bodies of a message have the same one, even if a text returns
    /// @param text       the edited text; empty while it is as it was sent
    /// @param editTime   when the text last changed
    /// @param deleteTime when it was deleted; empty while it is not
    public record Body(
            long sequence,
            State state,
            Optional<String> text,
            Optional<Instant> editTime,
            Optional<Instant> deleteTime) {

        private static Body asSent(long sequence) {
            return new Body(sequence, State.ACTIVE, Optional.empty(), Optional.empty(), Optional.empty());
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

    /// The state of a message that nothing has changed. No store holds it: the next one is the first.
    public static Overlay asSent(ThreadId thread, long sequence) {
        return new Overlay(thread, sequence, 0, sequence, Body.asSent(sequence), Screening.PASSED);
    }

    /// The state after a frame gave it another text.
    public Overlay edited(Frame by, String text) {
        return changed(
                by,
                new Body(by.sequence(), body.state, Optional.of(text), Optional.of(by.createTime()), body.deleteTime));
    }

    /// The state after a frame deleted it. Its text stays, and no reader sees it.
    public Overlay deleted(Frame by) {
        return changed(
                by, new Body(by.sequence(), State.DELETED, body.text, body.editTime, Optional.of(by.createTime())));
    }

    /// The state after a frame undid its deletion.
    public Overlay restored(Frame by) {
        return changed(by, new Body(by.sequence(), State.ACTIVE, body.text, body.editTime, Optional.empty()));
    }

    /// The state after a frame that leaves its text and its state as they are.
    public Overlay touched(Frame by) {
        return changed(by, body);
    }

    private Overlay changed(Frame by, Body newer) {
        return new Overlay(thread, sequence, version + 1, by.sequence(), newer, screening);
    }

    /// The state after a finding of safety, which no frame tells of.
    public Overlay screened(Screening finding) {
        return new Overlay(thread, sequence, version + 1, updateSequence, body, finding);
    }

    /// Whether the message is there.
    public State state() {
        return body.state;
    }

    /// The edited text; empty while it is as it was sent.
    public Optional<String> text() {
        return body.text;
    }
}
