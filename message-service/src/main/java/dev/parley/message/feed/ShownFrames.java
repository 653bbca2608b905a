package dev.parley.message.feed;

import dev.parley.id.ThreadId;
import dev.parley.message.log.Frame;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.MessageLog.Page;
import dev.parley.message.log.MessageLog.Range;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Reads the messages that frames show. A frame that changed a message shows that message, which may be far
/// before it.
final class ShownFrames {

    /// Messages that change together are mostly close together: one lookup reads this many.
    private static final int NEIGHBOURS = 64;

    private final MessageLog log;

    ShownFrames(MessageLog log) {
        this.log = log;
    }

    /// Returns the frames of a page, each with the message that it shows.
    List<RecentFrame> recent(ThreadId thread, Page page) {
        return complete(
                thread,
                page.frames().stream()
                        .map(frame -> RecentFrame.read(frame, page))
                        .toList());
    }

    /// Completes frames that change messages.
    List<RecentFrame> complete(ThreadId thread, List<RecentFrame> frames) {
        var changes = new ArrayList<RecentFrame>();
        var shown = new HashMap<Long, RecentFrame>();
        for (RecentFrame frame : frames) {
            if (frame.isComplete()) {
                shown.put(frame.position(), frame);
            } else {
                changes.add(frame);
            }
        }
        if (!changes.isEmpty()) {
            read(thread, changes, shown);
        }
        for (RecentFrame change : changes) {
            RecentFrame changed = shown.get(change.messageSequence());
            if (changed == null) {
                change.showNothing();
            } else {
                change.show(changed);
            }
        }
        return frames;
    }

    private void read(ThreadId thread, List<RecentFrame> changes, Map<Long, RecentFrame> shown) {
        var missing = new TreeSet<Long>();
        changes.forEach(change -> missing.add(change.messageSequence()));
        missing.removeAll(shown.keySet());
        while (!missing.isEmpty()) {
            long first = missing.removeFirst();
            log.page(thread, Range.messagesAfter(first - 1, NEIGHBOURS)).ifPresent(page -> {
                for (Frame frame : page.frames()) {
                    if (frame.sequence() == first || missing.remove(frame.sequence())) {
                        shown.put(frame.sequence(), RecentFrame.read(frame, page));
                    }
                }
            });
        }
    }
}
