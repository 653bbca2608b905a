package dev.parley.inbox.rebuild;

import dev.parley.id.UserId;
import dev.parley.inbox.merge.Participant;
import dev.parley.inbox.merge.RowState;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.merge.ThreadHead.UserUpdate;
import dev.parley.inbox.merge.ThreadState;
import java.util.HashMap;
import java.util.Map;

/// What inboxes should contain of a thread: what results if everything that its owners know is merged into nothing.
///
/// @param rows the state of the current participants
public record Expected(ThreadState thread, Map<UserId, RowState> rows) {

    /// Copies the rows.
    public Expected {
        rows = Map.copyOf(rows);
    }

    /// Merges a thread and its log.
    public static Expected of(ThreadChange change, ThreadHead log) {
        var rows = new HashMap<UserId, RowState>();
        for (Participant participant : change.participants()) {
            rows.put(participant.user(), RowState.UNKNOWN.merge(participant));
        }
        for (UserUpdate update : log.users()) {
            rows.computeIfPresent(update.user(), (user, row) -> row.merge(update));
        }
        return new Expected(ThreadState.unknown(change.thread()).merge(change).merge(log), rows);
    }
}
