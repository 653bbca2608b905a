package dev.parley.message.feed;

import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.Frame;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.MessageLog.Page;
import dev.parley.message.log.MessageLog.Range;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.read.ThreadReader;
import java.util.Set;

/// Looks for the newest messages and notices that a reader may see, among the newest 1,000 of the thread and
/// in at most 10 pages. If it finds fewer than requested, the feed begins before those that it found; if it
/// finds none, the feed begins at the head.
record LookBack(Fence fence, UserId reader, MessageLog log) {

    private static final int MOST_MESSAGES = 1_000;
    private static final int MOST_PAGES = 10;
    private static final int PAGE = 200;

    /// Returns the position before this many newest messages that the reader may see.
    long before(long head, int messages) {
        long start = head;
        long from = head + 1;
        int seen = 0;
        int left = MOST_MESSAGES;
        for (int round = 1; round <= MOST_PAGES && left > 0; round++) {
            int limit = Math.min(left, round == 1 ? messages : PAGE);
            Page page = log.page(fence.thread(), Range.messagesBefore(from, limit))
                    .orElseThrow(() -> new ThreadAccessDenied(fence.thread()).exception());
            for (Frame frame : page.frames().reversed()) {
                if (isVisible(page, frame)) {
                    start = frame.sequence() - 1;
                    seen++;
                }
                if (seen == messages) {
                    return start;
                }
            }
            if (!page.more() || page.frames().getFirst().sequence() <= fence.historyFrom(reader)) {
                return start;
            }
            from = page.frames().getFirst().sequence();
            left -= page.frames().size();
        }
        return start;
    }

    private boolean isVisible(Page page, Frame frame) {
        return ThreadReader.isVisible(fence, reader, frame, page.hiddenFor().getOrDefault(frame.sequence(), Set.of()));
    }
}
