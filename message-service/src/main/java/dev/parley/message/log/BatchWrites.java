package dev.parley.message.log;

import dev.parley.message.fence.Fence;
import dev.parley.message.log.Change.InitialCursor;
import dev.parley.message.log.Change.NewFrame;
import dev.parley.message.log.Change.Outcome;
import java.util.ArrayList;
import java.util.List;

/// The writes of a batch beside the heads.
public final class BatchWrites {

    private final List<NewFrame> frames = new ArrayList<>();
    private final List<Overlay> overlays = new ArrayList<>();
    private final List<HiddenOrdinal> hidden = new ArrayList<>();
    private final List<InitialCursor> cursors = new ArrayList<>();
    private final List<Frame> unscreened = new ArrayList<>();
    private final List<Fence> fences = new ArrayList<>();
    private boolean textsOnly = true;

    void add(Outcome<?> outcome) {
        for (NewFrame written : outcome.frames()) {
            frames.add(written);
            textsOnly &= written.frame().content() instanceof Frame.Posted;
        }
        overlays.addAll(outcome.overlays());
        hidden.addAll(outcome.hidden());
        cursors.addAll(outcome.cursors());
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

    /// The overlays, each with the version after the stored one.
    public List<Overlay> overlays() {
        return overlays;
    }

    /// The hidden ordinals.
    public List<HiddenOrdinal> hidden() {
        return hidden;
    }

    /// The cursors of those who joined. None of them moves a cursor back.
    public List<InitialCursor> cursors() {
        return cursors;
    }

    /// The messages that safety has yet to see.
    public List<Frame> unscreened() {
        return unscreened;
    }

    /// The fences that come into force, the newest of each thread.
    public List<Fence> fences() {
        return fences;
    }

    /// Whether there is nothing to write.
    public boolean isEmpty() {
        return frames.isEmpty() && overlays.isEmpty() && hidden.isEmpty() && fences.isEmpty();
    }

    /// Whether there are texts and nothing else.
    public boolean isPlain() {
        return overlays.isEmpty() && hidden.isEmpty() && unscreened.isEmpty() && fences.isEmpty() && textsOnly;
    }
}
