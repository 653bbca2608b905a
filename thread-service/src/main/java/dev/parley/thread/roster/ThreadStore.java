package dev.parley.thread.roster;

import dev.parley.id.ThreadId;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/// Keeps threads and who takes part in them. Each method is one transaction.
///
/// Whoever is given a roster that `isUnfenced()` owes its fence; the store itself remembers that debt, and that of
/// telling the inbox, in the transaction of the change.
///
/// Each decision about two users sees every block between them that was applied before, and every block applied later
/// finds the thread: the store runs one after the other what concerns the same pair.
public interface ThreadStore {
    /// Keeps a new group, or finds the thread that the same request made before. A new thread of two passes through
    /// [Roster#openedUnder]. Fails with `RequestIdReused`, also when two calls with other content race.
    Kept create(ThreadRequest request, Roster opened);

    /// Keeps the new direct thread of its two participants, or finds the one that they have. A new one passes through
    /// [Roster#openedUnder].
    Kept openDirect(Roster opened);

    /// Runs a rule on a thread that nobody else changes meanwhile, and keeps what comes out; or, when the same request
    /// was kept before, only finds the thread. The rule may run more than once. Fails with `RequestIdReused`, with
    /// `ThreadAccessDenied` for an unknown thread, and with what the rule throws; then nothing is kept.
    Kept change(ThreadRequest request, ThreadId thread, UnaryOperator<Roster> rule);

    /// Keeps a block that is newer than the one known, and its effect on all threads of which the two are the only
    /// participants.
    Applied applyBlock(Block block, Instant now);

    /// Notes that the fence of this version is in force.
    void fenceInForce(ThreadId thread, long version);

    /// What is kept: the thread as it is now, and whether this call made or changed it (else an earlier one did).
    record Kept(Roster roster, boolean first) {}

    /// The version of the block now applied, and the threads of the pair whose fence is still owed.
    record Applied(long version, List<Roster> unfenced) {}
}
