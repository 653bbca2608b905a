package dev.parley.inbox.merge;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.unread.HiddenOrdinals;
import dev.parley.inbox.unread.ReadCursor;
import java.util.List;

/// News of a log: the head of a thread, and how far its participants are.
///
/// @param hidden ordinals that are hidden for all, or shown again
/// @param users  news of single users; they hold on their own, even where the head is old news
public record ThreadHead(ThreadId thread, Head head, HiddenOrdinals hidden, List<UserNews> users) {

    /// Keeps its own copy of the users.
    public ThreadHead {
        users = List.copyOf(users);
    }

    /// News of one user.
    ///
    /// @param cursor [ReadCursor#NONE] when it did not move
    /// @param hidden ordinals that are hidden for this user alone, or shown again
    public record UserNews(UserId user, ReadCursor cursor, HiddenOrdinals hidden) {}
}
