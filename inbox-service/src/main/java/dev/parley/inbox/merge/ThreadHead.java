package dev.parley.inbox.merge;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.unread.HiddenOrdinals;
import dev.parley.inbox.unread.ReadCursor;
import java.util.List;

/// An update of a log: the head of a thread, and how far its participants have read.
///
/// @param hidden ordinals that are hidden for all, or shown again
/// @param users updates of single users; they apply independently, even if the head is outdated
public record ThreadHead(ThreadId thread, Head head, HiddenOrdinals hidden, List<UserNews> users) {

    /// Copies the users.
    public ThreadHead {
        users = List.copyOf(users);
    }

    /// An update of one user.
    ///
    /// @param cursor [ReadCursor#NONE] if it did not move
    /// @param hidden ordinals that are hidden for this user only, or shown again
    public record UserNews(UserId user, ReadCursor cursor, HiddenOrdinals hidden) {}
}
