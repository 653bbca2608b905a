package dev.parley.thread.membership;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.thread.change.Rule;
import dev.parley.thread.request.Kept;
import dev.parley.thread.request.ThreadRequest;
import dev.parley.thread.roster.Roster;
import java.util.Set;
import java.util.function.Function;

/// Stores changes of threads.
public interface RosterStore {
    /// Runs a rule on a thread that nobody else changes meanwhile, and stores what comes of it with the reply;
    /// or, when the same request was stored before, only finds the thread and the first reply. One transaction,
    /// which also notes what the message service and the inbox have to hear.
    ///
    /// The rule sees every block among the participants and the joining users that was stored before, and a
    /// block that is stored later finds the thread. Fails with `RequestIdReused`, with `ThreadAccessDenied` for
    /// an unknown thread, and with what the rule throws; then nothing is stored.
    Kept change(ThreadRequest request, Target target, Rule rule, Function<Roster, byte[]> reply);

    /// The thread that changes, and the users who may join it by that. Their former parts in it are on the
    /// roster.
    record Target(ThreadId thread, Set<UserId> joining) {
        /// Keeps its own copy.
        public Target {
            joining = Set.copyOf(joining);
        }
    }
}
