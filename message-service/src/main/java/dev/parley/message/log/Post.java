package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.Frame.Posted;
import dev.parley.message.log.Frame.Reference;
import dev.parley.message.log.KnownRows.Lookup;
import dev.parley.message.log.KnownRows.StoredFrame;
import dev.parley.message.log.MessageLog.Appended;
import dev.parley.message.problem.MessageProblem.MessageNotFound;
import dev.parley.platform.problem.PlatformProblem.RequestIdReused;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A message to append.
///
/// @param text what readers see: the draft's text, in which safety may have masked parts
/// @param hash what a retry must match: it depends only on the draft
/// @param fence the fence by which the sender was admitted; if the stored one is newer, the sender is
/// admitted
///                 again by that one, in the write itself
/// @param screened whether safety has screened it
public record Post(Draft draft, MessageId id, String text, byte[] hash, Fence fence, boolean screened)
        implements Change<Appended> {

    private static final byte[] NO_HASH = {};

    /// Creates a post from a draft, hashed by `hasher`.
    public static Post of(Draft draft, ContentHasher hasher, Fence fence, boolean screened) {
        return new Post(draft, draft.messageId(), draft.text(), hasher.hash(draft), fence, screened);
    }

    /// Returns a copy that readers see with another text.
    public Post showing(String shown) {
        return new Post(draft, id, shown, hash, fence, screened);
    }

    @Override
    public ThreadId thread() {
        return draft.thread();
    }

    @Override
    public Optional<Lookup> identity() {
        return Optional.of(new Lookup(thread(), FrameId.of(id), hash));
    }

    @Override
    public List<Lookup> references() {
        return draft.replyTo().map(this::reference).map(List::of).orElse(List.of());
    }

    @Override
    public boolean knowsFence(long storedVersion) {
        return storedVersion == fence.version();
    }

    @Override
    public int weight() {
        return text.length();
    }

    /// A retry gets its first result, whatever has changed in between. Otherwise the fence in force admits
    /// the sender.
    @Override
    public Outcome<Appended> decide(GrowingThread thread, Known known, Instant now) {
        StoredFrame stored = known.find(identity().orElseThrow());
        if (stored != null) {
            return Outcome.unchanged(new Appended(replay(stored), stored.state().overlay(), true));
        }
        Fence inForce = thread.fenceInForce(fence);
        inForce.admitWriter(draft.sender(), now);
        inForce.admitOrdinal(draft.sender(), thread.head().ordinal() + 1);
        Optional<Reference> answered = draft.replyTo().map(target -> answered(target, known, inForce));
        Frame frame = thread.next(FrameId.of(id), new Posted(draft.sender(), text, answered), now);
        return new Outcome<>(
                new Appended(frame, Optional.empty(), false),
                List.of(new NewFrame(frame, hash)),
                List.of(),
                hidden(inForce, frame),
                List.of(),
                Optional.empty(),
                !screened);
    }

    /// Returns the message as it was stored. Its text may differ from the draft's, because safety masked parts of
    /// it.
    private Frame replay(StoredFrame stored) {
        if (!stored.sameContent()) {
            throw new RequestIdReused(draft.requestId()).exception();
        }
        return new Frame(
                thread(),
                stored.sequence(),
                stored.ordinal(),
                FrameId.of(id),
                stored.createTime(),
                stored.state().content().orElseThrow());
    }

    private Reference answered(MessageId target, Known known, Fence inForce) {
        StoredFrame stored = known.find(reference(target));
        if (stored == null || !isSeen(stored, inForce)) {
            throw new MessageNotFound(thread(), target).exception();
        }
        return new Reference(target, stored.sequence());
    }

    /// The sender cannot reply to a message that the sender cannot read.
    private boolean isSeen(StoredFrame stored, Fence inForce) {
        return stored.isMessage() && !stored.hidden() && stored.sequence() >= inForce.historyFrom(draft.sender());
    }

    private Lookup reference(MessageId target) {
        return new Lookup(thread(), FrameId.of(target), NO_HASH, Optional.of(draft.sender()));
    }

    private List<HiddenMessage> hidden(Fence fence, Frame frame) {
        var viewers = fence.hiddenFor(draft.sender());
        return viewers.isEmpty()
                ? List.of()
                : viewers.stream()
                        .filter(fence::isParticipant)
                        .sorted()
                        .map(viewer -> HiddenMessage.from(viewer, frame))
                        .toList();
    }
}
