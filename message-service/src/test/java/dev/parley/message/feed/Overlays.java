package dev.parley.message.feed;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.Frame;
import dev.parley.message.log.FrameId;
import dev.parley.message.log.Overlay;
import java.time.Instant;
import java.util.Optional;

/// Frames and overlays that no current sender writes.
final class Overlays {

    private Overlays() {}

    static Overlay edited(Frame frame, long version, String text) {
        return new Overlay(
                frame.thread(),
                frame.sequence(),
                version,
                frame.sequence() + version,
                new Overlay.Body(
                        frame.sequence() + version,
                        frame.sequence() + version,
                        Overlay.State.ACTIVE,
                        Optional.of(text),
                        Optional.of(Instant.EPOCH),
                        Optional.empty()),
                Overlay.Screening.PASSED);
    }

    static Frame next(ThreadId thread, long sequence, String text) {
        return new Frame(
                thread,
                sequence,
                sequence,
                new FrameId("msg_" + sequence),
                Instant.EPOCH,
                new Frame.Posted(new UserId("usr_alice"), text, Optional.empty()));
    }

    static Frame change(ThreadId thread, long sequence, long target) {
        return new Frame(
                thread,
                sequence,
                sequence,
                new FrameId("msg_" + sequence),
                Instant.EPOCH,
                new Frame.Unknown(
                        new Frame.Kind(Frame.Kind.FIRST_CHANGE),
                        Optional.empty(),
                        Optional.of(new Frame.Reference(new MessageId("msg_" + target), target)),
                        ""));
    }
}
