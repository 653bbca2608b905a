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
    /// Runs a rule on a thread that is locked in the meantime, and stores the resulting change with the
    /// reply. If the same request was already stored, only finds the thread and the first reply. Runs in one
    /// transaction, which also queues updates for the message service and the inbox.
    ///
    /// The rule sees every block among the participants and the joining users that was stored before, and a
    /// block that is stored later finds the thread. Fails with `RequestIdReused`, with `ThreadAccessDenied`
    /// for an unknown thread, and with what the rule throws; then nothing is stored.
    Kept change(ThreadRequest request, Target target, Rule rule, Function<Roster, byte[]> reply);

    /// The thread to change, and the users who may join it with the change. Their earlier participation is on
    /// the roster.
    record Target(ThreadId thread, Set<UserId> joining) {
        /// Copies the collections.
        public Target {
            joining = Set.copyOf(joining);
        }
    }
}
