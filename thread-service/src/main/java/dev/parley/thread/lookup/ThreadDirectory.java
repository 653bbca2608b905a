package dev.parley.thread.lookup;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.roster.ThreadKind;
import dev.parley.thread.roster.ThreadView;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Finds threads. Each answer is of one moment, and sees every change that was committed before the call.
public interface ThreadDirectory {
    /// The thread with all who take part in it.
    Optional<Roster> find(ThreadId thread);

    /// Those of the threads that exist, in no order.
    List<Roster> findAll(Collection<ThreadId> threads);

    /// The direct thread of two users.
    Optional<Roster> findDirect(UserPair pair);

    /// Those of the threads that exist, and in which this user takes part if one is given, in no order.
    List<ThreadView> findViews(Collection<ThreadId> threads, Optional<UserId> participant);

    /// The threads in which a user takes part, newest created first, from behind a position; of one kind if one is
    /// given.
    List<ThreadView> list(UserId participant, Optional<ThreadKind> kind, Optional<ThreadPosition> after, int limit);

    /// The user as a participant, also after leaving. Empty when the user never took part, or there is no such thread.
    Optional<ThreadAccess> findAccess(ThreadId thread, UserId user);
}
