package dev.parley.message.feed;

import dev.parley.id.UserId;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Overlay;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A frame as feeds show it. All feeds share the object, and with it the one form that it is written in.
public final class RecentFrame implements Stretch.Part {

    /// About how much memory a frame takes beside its text, in characters.
    private static final int WEIGHT = 400;

    private final Frame frame;
    private final Optional<Overlay> overlay;
    private final Set<UserId> hiddenFor;
    private volatile @Nullable Object form;

    /// A frame in its current state.
    ///
    /// @param hiddenFor those who do not see it
    RecentFrame(Frame frame, Optional<Overlay> overlay, Set<UserId> hiddenFor) {
        this.frame = frame;
        this.overlay = overlay;
        this.hiddenFor = hiddenFor;
    }

    /// The frame.
    public Frame frame() {
        return frame;
    }

    /// The current state of the message, where it was changed.
    public Optional<Overlay> overlay() {
        return overlay;
    }

    /// The form that feeds write, made by the first one that asks.
    public <W> W form(Class<W> type, Function<RecentFrame, W> maker) {
        Object made = form;
        if (made == null) {
            made = maker.apply(this);
            form = made;
        }
        return type.cast(made);
    }

    boolean isHiddenFor(UserId reader) {
        return hiddenFor.contains(reader);
    }

    boolean isHiddenForSome() {
        return !hiddenFor.isEmpty();
    }

    int weight() {
        return WEIGHT + 2 * frame.content().weight();
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
