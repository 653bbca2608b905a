package dev.parley.inbox.row;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.row.InboxProblem.ThreadAccessDenied;
import dev.parley.inbox.unread.UnreadNumbers;
import dev.parley.platform.problem.PlatformProblem.ScopeMissing;
import jakarta.inject.Singleton;

/// Shows what an unread count is made of: to each their own, to an operator anybody's.
@Singleton
public final class UnreadExplainer {

    private final InboxStore store;

    /// Explains the counts of a store.
    public UnreadExplainer(InboxStore store) {
        this.store = store;
    }

    /// Who asks.
    ///
    /// @param operator whether they may see the rows of others
    public record Asker(UserId user, boolean operator) {}

    /// The numbers of a user's row. Throws `ScopeMissing` when somebody else's is asked for by who is no operator, and
    /// `ThreadAccessDenied` when there is no such row.
    public UnreadNumbers explain(Asker asker, UserId user, ThreadId thread) {
        if (!asker.operator() && !asker.user().equals(user)) {
            throw new ScopeMissing("the role operator").exception();
        }
        return store.numbers(user, thread).orElseThrow(() -> new ThreadAccessDenied(thread).exception());
    }
}
