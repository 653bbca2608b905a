package dev.parley.thread.lookup;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Roster;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Finds threads. Each result includes every change that was committed before the call.
public interface ThreadDirectory {
    /// Returns the threads that exist, in no particular order, with all current participants and all users
    /// whom a fence may still name.
    List<Roster> findAll(Collection<ThreadId> threads);

    /// Returns the direct thread of two users.
    Optional<Roster> findDirect(UserPair pair);

    /// Returns the threads that exist and, if a user is given, of which this user is a participant, in no
    /// particular order.
    List<ThreadView> findViews(Collection<ThreadId> threads, Optional<UserId> viewer);

    /// Returns the threads of a user, at most `limit`.
    List<ThreadView> list(ThreadQuery query, int limit);

    /// Returns at most `limit` participants of a thread, in join order, after the given position.
    List<Participant> listParticipants(ThreadId thread, long afterOrder, int limit);

    /// Returns the access of a current or former participant. Empty if the user never was one, or if there is
    /// no such thread.
    Optional<ThreadAccess> findAccess(ThreadId thread, UserId user);
}
