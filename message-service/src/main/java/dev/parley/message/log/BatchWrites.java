package dev.parley.message.log;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.Change.InitialCursor;
import dev.parley.message.log.Change.NewFrame;
import dev.parley.message.log.Change.Outcome;
import dev.parley.message.log.KnownRows.Lookup;
import dev.parley.message.log.KnownRows.StoredFrame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The writes of a batch besides the heads.
public final class BatchWrites {

    /// An overlay to write.
    ///
    /// @param storedVersion the version that must be stored before the write; 0 for none
    public record NewOverlay(Overlay overlay, long storedVersion) {}

    private record Place(ThreadId thread, long sequence) {}

    private record HiddenKey(ThreadId thread, Optional<UserId> viewer, long sequence) {}

    private record CursorKey(ThreadId thread, UserId user) {}

    private final List<NewFrame> frames = new ArrayList<>();
    private final Map<Place, NewOverlay> overlays = new LinkedHashMap<>();
    private final Map<HiddenKey, HiddenMessage> hidden = new LinkedHashMap<>();
    private final Map<CursorKey, InitialCursor> cursors = new LinkedHashMap<>();
    private final List<Frame> unscreened = new ArrayList<>();
    private final List<Fence> fences = new ArrayList<>();
    private boolean textsOnly = true;

    void add(Outcome<?> outcome) {
        for (NewFrame written : outcome.frames()) {
            frames.add(written);
            textsOnly &= written.frame().content() instanceof Frame.Posted;
        }
        for (Overlay overlay : outcome.overlays()) {
            overlays.merge(
                    new Place(overlay.thread(), overlay.sequence()),
                    new NewOverlay(overlay, overlay.version() - 1),
                    (old, newer) -> new NewOverlay(newer.overlay(), old.storedVersion()));
        }
        for (HiddenMessage one : outcome.hidden()) {
            hidden.put(new HiddenKey(one.thread(), one.viewer(), one.sequence()), one);
        }
        for (InitialCursor cursor : outcome.cursors()) {
            cursors.put(new CursorKey(cursor.thread(), cursor.user()), cursor);
        }
        outcome.fence().ifPresent(newer -> {
            fences.removeIf(older -> older.thread().equals(newer.thread()));
            fences.add(newer);
        });
        if (outcome.unscreened()) {
            outcome.frames().forEach(written -> unscreened.add(written.frame()));
        }
    }

    /// The frames, in order within each thread.
    public List<NewFrame> frames() {
        return frames;
    }

    /// The overlays, the newest of each message.
    public List<NewOverlay> overlays() {
        return List.copyOf(overlays.values());
    }

    /// Returns a frame that was found, updated by the changes of the batch so far.
    StoredFrame renewed(Lookup lookup, StoredFrame found) {
        NewOverlay written = overlays.isEmpty() ? null : overlays.get(new Place(lookup.thread(), found.sequence()));
        StoredFrame newer = written == null ? found : found.with(written.overlay());
        HiddenMessage mark = hidden.isEmpty() || lookup.viewer().isEmpty()
                ? null
                : hidden.get(new HiddenKey(lookup.thread(), lookup.viewer(), found.sequence()));
        return mark == null ? newer : newer.withHidden(mark.hidden());
    }

    /// The hidden messages, the newest of each message and viewer.
    public List<HiddenMessage> hidden() {
        return List.copyOf(hidden.values());
    }

    /// Returns the initial cursors of new participants, the newest of each.
    public List<InitialCursor> cursors() {
        return List.copyOf(cursors.values());
    }

    /// Returns the messages that safety has not screened yet.
    public List<Frame> unscreened() {
        return unscreened;
    }

    /// Returns the fences that come into force, the newest of each thread.
    public List<Fence> fences() {
        return fences;
    }

    /// Whether there is nothing to write.
    public boolean isEmpty() {
        return frames.isEmpty()
                && overlays.isEmpty()
                && hidden.isEmpty()
                && cursors.isEmpty()
                && unscreened.isEmpty()
                && fences.isEmpty();
    }

    /// Whether there are only texts.
    public boolean isPlain() {
        return textsOnly
                && overlays.isEmpty()
                && hidden.isEmpty()
                && cursors.isEmpty()
                && unscreened.isEmpty()
                && fences.isEmpty();
    }
}
