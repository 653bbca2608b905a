package dev.parley.message.notification;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.Frame;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.LogListener;
import dev.parley.message.log.Overlay;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.CursorListener;
import java.util.List;

/// Is notified of frames, fences and cursors that this process wrote. Override only what you need; the defaults
/// do nothing.
public interface ThreadListener extends LogListener, CursorListener {

    @Override
    default void appended(ThreadId thread, List<Frame> frames, List<Overlay> overlays, List<HiddenMessage> hidden) {}

    @Override
    default void fenced(Fence fence) {}

    @Override
    default void moved(ThreadId thread, Cursor cursor) {}
}
