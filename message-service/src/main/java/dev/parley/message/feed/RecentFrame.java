package dev.parley.message.feed;

import dev.parley.id.UserId;
import dev.parley.message.log.Frame;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.MessageLog.Page;
import dev.parley.message.log.Overlay;
import dev.parley.message.read.ShownMessage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A frame as feeds show it: the current state of the message that it added or changed. All feeds share the
/// object, and with it the encoded form of the state. [RecentFrames] changes the state under its lock.
public final class RecentFrame implements ReaderPage.Part {

    /// The approximate memory of a frame besides its text, in characters.
    private static final int WEIGHT = 400;

    private final Frame frame;
    private final long target;
    private volatile State state;

    /// The state of a frame. It never changes, except that the first reader adds the encoded form.
    private static final class State {

        private final boolean complete;
        private final @Nullable Frame message;
        private final Optional<Overlay> overlay;
        private final Viewers hidden;
        private final int weight;
        private volatile @Nullable Object form;

        State(boolean complete, @Nullable Frame message, Optional<Overlay> overlay, Viewers hidden) {
            this.complete = complete;
            this.message = message;
            this.overlay = overlay;
            this.hidden = hidden;
            this.weight = WEIGHT + 2 * (length(message) + length(overlay));
        }

        private static int length(@Nullable Frame message) {
            return message == null ? 0 : message.content().weight();
        }

        private static int length(Optional<Overlay> overlay) {
            return overlay.isEmpty()
                    ? 0
                    : overlay.get().text().map(String::length).orElse(0);
        }
    }

    /// Creates a new frame. It is complete unless it changes an earlier message.
    RecentFrame(Frame frame) {
        boolean change = frame.content().kind().isChange();
        this.frame = frame;
        this.target =
                change ? frame.content().target().map(Frame.Reference::sequence).orElse(0L) : 0;
        this.state = new State(target == 0, change ? null : frame, Optional.empty(), Viewers.NONE);
    }

    /// Creates a frame from a page.
    static RecentFrame read(Frame frame, Page page) {
        var read = new RecentFrame(frame);
        if (read.state.message != null) {
            read.state = new State(
                    true,
                    frame,
                    Optional.ofNullable(page.overlays().get(frame.sequence())),
                    Viewers.read(
                            page.hiddenFor().getOrDefault(frame.sequence(), Set.of()),
                            page.state().head().sequence()));
        }
        return read;
    }

    /// The frame.
    public Frame frame() {
        return frame;
    }

    /// Returns the message in its current state. Empty if the frame changed a message that is no longer kept.
    public Optional<ShownMessage> shown() {
        State now = state;
        return Optional.ofNullable(now.message).map(message -> new ShownMessage(message, now.overlay));
    }

    /// Returns the form that feeds write. The first feed that needs it in each state creates it.
    public <W> W form(Class<W> type, Function<RecentFrame, W> maker) {
        State now = state;
        Object made = now.form;
        if (made == null) {
            made = maker.apply(this);
            now.form = made;
        }
        return type.cast(made);
    }

    /// Returns the sequence of the message that it shows.
    long messageSequence() {
        return target == 0 ? frame.sequence() : target;
    }

    /// Whether it changes an earlier message.
    boolean isChange() {
        return target != 0;
    }

    /// Whether the message that it shows is known.
    boolean isComplete() {
        return state.complete;
    }

    /// Shows the message of another frame, which is the one that this frame changes.
    void show(RecentFrame changed) {
        State known = state;
        State other = changed.state;
        state = new State(true, other.message, newer(known.overlay, other.overlay), known.hidden.merge(other.hidden));
    }

    /// Shows nothing: the message that this frame changes does not exist.
    void showNothing() {
        state = new State(true, null, Optional.empty(), Viewers.NONE);
    }

    /// Applies a later state of the same message from another frame.
    void merge(RecentFrame other) {
        if (state.message != null && other.state.message != null) {
            show(other);
        }
    }

    /// Applies what a write changed in the message. An older state has no effect.
    void take(List<Overlay> overlays, List<HiddenMessage> hidden) {
        State known = state;
        Optional<Overlay> overlay = known.overlay;
        for (Overlay one : overlays) {
            if (one.sequence() == messageSequence()) {
                overlay = newer(overlay, Optional.of(one));
            }
        }
        Viewers viewers = known.hidden;
        for (HiddenMessage one : hidden) {
            if (one.sequence() == messageSequence() && one.viewer().isPresent()) {
                viewers = viewers.with(one.viewer().get(), new Viewers.Mark(one.hidden(), one.version()));
            }
        }
        if (overlay != known.overlay || viewers != known.hidden) {
            state = new State(known.complete, known.message, overlay, viewers);
        }
    }

    private static Optional<Overlay> newer(Optional<Overlay> known, Optional<Overlay> other) {
        if (known.isEmpty() || other.isEmpty()) {
            return known.isEmpty() ? other : known;
        }
        return other.get().version() > known.get().version() ? other : known;
    }

    boolean isHiddenFor(UserId reader) {
        return state.hidden.include(reader);
    }

    int weight() {
        return state.weight;
    }

    @Override
    public long position() {
        return frame.sequence();
    }

    @Override
    public long through() {
        return frame.sequence();
    }
}
