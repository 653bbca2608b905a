package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.log.KnownRows.Lookup;
import dev.parley.message.log.KnownRows.StoredFrame;
import dev.parley.message.problem.MessageProblem.MessageNotFound;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A change of a message such as later versions will have: it edits, deletes, restores, hides or shows. Its
/// caller gets the state of the message after it. This version does not know the kind of its frame.
public record Revision(ThreadId thread, String requestId, MessageId target, Work work) implements Change<Overlay> {

    static final Frame.Kind KIND = new Frame.Kind(Frame.Kind.FIRST_CHANGE);

    /// What a change does.
    public sealed interface Work {}

    /// Gives the message another text.
    public record Edit(String text) implements Work {}

    /// Deletes the message.
    public record Delete() implements Work {}

    /// Undoes the deletion of the message.
    public record Restore() implements Work {}

    /// Hides the message for a viewer, or shows it again.
    public record Hide(UserId viewer, boolean hidden) implements Work {}

    @Override
    public Optional<Lookup> identity() {
        return Optional.of(new Lookup(thread, id(), requestId.getBytes(StandardCharsets.UTF_8)));
    }

    private FrameId id() {
        return FrameId.of(FrameId.ofSend(thread, MessageLogContractStore.ALICE, "revision-" + requestId));
    }

    @Override
    public List<Lookup> references() {
        return List.of(reference());
    }

    private Lookup reference() {
        return new Lookup(thread, FrameId.of(target), new byte[0]);
    }

    @Override
    public boolean readsState() {
        return true;
    }

    @Override
    public boolean knowsFence(long storedVersion) {
        return true;
    }

    @Override
    public int weight() {
        return 0;
    }

    @Override
    public Outcome<Overlay> decide(GrowingThread growing, Known known, Instant now) {
        StoredFrame message = known.find(reference());
        if (message == null) {
            throw new MessageNotFound(thread, target).exception();
        }
        if (message.state()
                .content()
                .flatMap(Frame.Content::actor)
                .flatMap(Actor::user)
                .isEmpty()) {
            throw new AssertionError("The sender is not known");
        }
        Overlay old = message.current(thread);
        if (known.find(identity().orElseThrow()) != null) {
            return Outcome.unchanged(old);
        }
        Frame frame = growing.next(id(), content(message.sequence()), now);
        Overlay newer = newer(old, frame);
        List<HiddenMessage> hidden = work instanceof Hide(UserId viewer, boolean hides)
                ? List.of(new HiddenMessage(
                        thread, Optional.of(viewer), message.sequence(), message.ordinal(), hides, frame.sequence()))
                : List.of();
        return new Outcome<>(
                newer,
                List.of(new NewFrame(frame, requestId.getBytes(StandardCharsets.UTF_8))),
                List.of(newer),
                hidden,
                List.of(),
                Optional.empty(),
                false);
    }

    private Frame.Unknown content(long sequence) {
        return new Frame.Unknown(KIND, Optional.empty(), Optional.of(new Frame.Reference(target, sequence)), "");
    }

    private Overlay newer(Overlay old, Frame by) {
        return switch (work) {
            case Edit(String text) -> old.edited(by, text);
            case Delete() -> old.deleted(by);
            case Restore() -> old.restored(by);
            case Hide(var _, var _) -> old.touched(by);
        };
    }
}
