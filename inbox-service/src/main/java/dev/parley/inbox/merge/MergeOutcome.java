package dev.parley.inbox.merge;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// The changes that a round decided. A store writes all of them at once.
///
/// @param threads threads that changed
/// @param rows rows that changed or are new
/// @param moves rows that change for their users, each of which gets its own revision
/// @param leaves for rows of users who are no participants any more; one that ends the same join as a stored one
/// changes nothing
/// @param due large threads whose other rows must be updated to the head within about a second
/// @param users all users whose inboxes were affected, or who may wait for the new positions
public record MergeOutcome(
        List<ThreadState> threads,
        Map<RowKey, RowState> rows,
        List<Move> moves,
        Map<RowKey, Leave> leaves,
        Set<ThreadId> due,
        SortedSet<UserId> users) {

    /// Copies the collections.
    public MergeOutcome {
        threads = List.copyOf(threads);
        rows = Map.copyOf(rows);
        moves = List.copyOf(moves);
        leaves = Map.copyOf(leaves);
        due = Set.copyOf(due);
        users = new TreeSet<>(users);
    }

    /// A thread has another placement, or other content at the same placement.
    ///
    /// @param refiled whether the folders changed
    public record Move(RowKey key, Placement placement, boolean refiled) {}

    /// A move and its revision.
    public record NumberedMove(Move move, long revision) {}

    /// Returns how many revisions each user needs.
    public Map<UserId, Integer> counts() {
        var counts = new HashMap<UserId, Integer>();
        moves.forEach(move -> counts.merge(move.key().user(), 1, Integer::sum));
        return counts;
    }

    /// Returns the moves with their revisions.
    ///
    /// @param last the last of the revisions that were drawn for each user
    public List<NumberedMove> numbered(Map<UserId, Long> last) {
        var left = counts();
        var numbered = new ArrayList<NumberedMove>();
        for (Move move : moves) {
            UserId user = move.key().user();
            int behind = left.merge(user, -1, Integer::sum);
            numbered.add(new NumberedMove(move, last.get(user) - behind));
        }
        return numbered;
    }

    /// Returns how far each user's inbox is; 0 if nothing changed.
    public List<Advance> advances(Map<UserId, Long> last) {
        return users.stream()
                .map(user -> new Advance(user, last.getOrDefault(user, 0L)))
                .toList();
    }
}
