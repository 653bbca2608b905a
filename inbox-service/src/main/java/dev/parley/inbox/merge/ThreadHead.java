package dev.parley.inbox.merge;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.unread.HiddenOrdinals;
import dev.parley.inbox.unread.ReadCursor;
import java.util.List;

/// News of a log: the head of a thread, and how far its participants are.
///
/// @param hidden  ordinals that are hidden for all, or shown again
/// @param cursors they hold on their own, even where the head is old news
public record ThreadHead(ThreadId thread, Head head, HiddenOrdinals hidden, List<CursorNews> cursors) {

    /// Keeps its own copy of the cursors.
    public ThreadHead {
        cursors = List.copyOf(cursors);
    }

    /// News of one participant.
    ///
    /// @param hidden ordinals that are hidden for this user alone, or shown again
    public record CursorNews(UserId user, ReadCursor cursor, HiddenOrdinals hidden) {}
}
