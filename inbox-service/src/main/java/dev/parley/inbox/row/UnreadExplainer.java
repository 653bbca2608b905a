package dev.parley.inbox.row;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.row.InboxProblem.InboxBehind;
import dev.parley.inbox.row.InboxProblem.ThreadAccessDenied;
import dev.parley.inbox.watch.CatchUp;
import dev.parley.platform.consistency.Position;
import dev.parley.platform.problem.PlatformProblem.ScopeMissing;
import jakarta.inject.Singleton;
import java.util.List;

/// Explains how an unread count is computed: to users their own, to an operator any user's.
@Singleton
public final class UnreadExplainer {

    private final InboxStore store;
    private final CatchUp catchUp;

    /// Explains the counts of a store.
    public UnreadExplainer(InboxStore store, CatchUp catchUp) {
        this.store = store;
        this.catchUp = catchUp;
    }

    /// The user who asks.
    ///
    /// @param operator whether they may see the rows of other users
    public record Asker(UserId user, boolean operator) {}

    /// Returns the numbers of a user's row. Throws `ScopeMissing` if a user who is not an operator asks for
    /// another user's row, `ThreadAccessDenied` if there is no such row, and `InboxBehind` if the row has not
    /// reached the positions in time.
    public Explanation explain(Asker asker, UserId user, ThreadId thread, List<Position> after) {
        if (!asker.operator() && !asker.user().equals(user)) {
            throw new ScopeMissing("the role operator").exception();
        }
        var missing = catchUp.await(user, after);
        var found = store.explain(user, thread).orElseThrow(() -> new ThreadAccessDenied(thread).exception());
        missing.ifPresent(position -> {
            throw new InboxBehind(position).exception();
        });
        return found;
    }
}
