package dev.parley.thread.lookup;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Roster;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Finds threads. Each answer sees every change that was committed before the call.
public interface ThreadDirectory {
    /// Those of the threads that exist, with all who take part and all whom a fence may still name, in no order.
    List<Roster> findAll(Collection<ThreadId> threads);

    /// The direct thread of two users.
    Optional<Roster> findDirect(UserPair pair);

    /// Those of the threads that exist, and in which this user takes part if one is given, in no order.
    List<ThreadView> findViews(Collection<ThreadId> threads, Optional<UserId> viewer);

    /// The threads of a user, at most `limit`.
    List<ThreadView> list(ThreadQuery query, int limit);

    /// At most `limit` of those who take part in a thread, in the order of their joins, from behind one of these.
    List<Participant> listParticipants(ThreadId thread, long afterOrder, int limit);

    /// The access of a user who takes or took part. Empty when the user never did, or there is no such thread.
    Optional<ThreadAccess> findAccess(ThreadId thread, UserId user);
}
