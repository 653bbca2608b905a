package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.message.log.KnownRows.Lookup;
import dev.parley.message.log.KnownRows.StoredFrame;
import dev.parley.message.log.Overlay.Screening;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The result of screening a message late. It adds no frame. A repeated result changes nothing, and neither does
/// the result for a text that has been replaced since.
///
/// @param textSequence the frame with the text that was screened
public record Screened(ThreadId thread, MessageId message, long textSequence, Screening finding)
        implements Change<Screening> {

    private static final byte[] NO_HASH = {};

    @Override
    public Optional<Lookup> identity() {
        return Optional.empty();
    }

    @Override
    public List<Lookup> references() {
        return List.of(lookup());
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
    public Outcome<Screening> decide(GrowingThread growing, Known known, Instant now) {
        StoredFrame stored = known.find(lookup());
        if (stored == null || isSettled(stored.current(thread))) {
            return Outcome.unchanged(finding);
        }
        return new Outcome<>(
                finding,
                List.of(),
                List.of(stored.current(thread).screened(finding)),
                List.of(),
                List.of(),
                Optional.empty(),
                false);
    }

    private boolean isSettled(Overlay overlay) {
        return overlay.screening() == finding || overlay.body().textSequence() != textSequence;
    }

    private Lookup lookup() {
        return new Lookup(thread, FrameId.of(message), NO_HASH);
    }
}
