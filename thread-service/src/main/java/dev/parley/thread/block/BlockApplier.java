package dev.parley.thread.block;

import dev.parley.id.ThreadId;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.ProblemException;
import dev.parley.thread.block.BlockStore.Progress;
import dev.parley.thread.change.Change;
import dev.parley.thread.change.Rule;
import dev.parley.thread.fence.FenceEnforcer;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.MessageThread;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/// Applies blocks, and their ends, to the threads that two users share.
///
/// The block is stored first; then the threads follow in batches, the newest ones first. The position after each
/// batch is stored. So if a call ends in between, the next one continues there, on any replica, and any number of
/// threads follows after enough calls. A newer version of the block starts again at the newest thread.
///
/// A thread that another session holds comes last, and only others like it wait for it. Until it has followed, the
/// stored position stays before it.
///
/// A call ends if the message service does not respond. If the service refuses a fence, the other threads follow
/// nevertheless, and the call then fails with that refusal until the fence is accepted.
@Singleton
public final class BlockApplier {
    private static final int REPORTED = 8;
    private static final Comparator<MessageThread> NEWEST_FIRST =
            Comparator.comparing((MessageThread thread) -> thread.id().value()).reversed();

    /// Each page of shared threads is found by reading all of them, so a page has many batches.
    private static final int PAGE = 64 * FenceEnforcer.BATCH;

    private final BlockStore store;
    private final FenceEnforcer fences;
    private final Clock clock;

    /// Applies blocks in a store.
    public BlockApplier(BlockStore store, FenceEnforcer fences, @Named("thread") Clock clock) {
        this.store = store;
        this.fences = fences;
        this.clock = clock;
    }

    /// Returns the current state, at least this block's version, once it is in force in every thread that the
    /// two users share. A block that is not newer than the known one changes nothing, and waits until that
    /// one is in force. Fails with `DependencyUnavailable`. If that contains a response, only some threads are
    /// concerned, and the block is in force in all others.
    public Applied apply(Block block) {
        var progress = store.put(block);
        var held = new LinkedHashSet<ThreadId>();
        while (!progress.done()) {
            progress = proceed(block, progress, held);
        }
        enforceRest(block);
        var newest = follow(block, store.shared(block.pair(), Optional.empty(), REPORTED));
        return new Applied(
                progress.version(),
                newest.stream().map(Roster::thread).sorted(NEWEST_FIRST).toList());
    }

    /// Makes one page of threads follow, and after the last page those that were held. Returns earlier if another call
    /// has changed the progress.
    private Progress proceed(Block block, Progress begun, SequencedSet<ThreadId> held) {
        var page = store.shared(block.pair(), begun.from(), PAGE);
        for (int from = 0; from < page.size(); from += FenceEnforcer.BATCH) {
            var batch = page.subList(from, Math.min(from + FenceEnforcer.BATCH, page.size()));
            enforce(followFree(block, batch, held));
            var reached = new Progress(begun.version(), Optional.of(batch.getLast()), false);
            var progress = held.isEmpty() ? store.advance(block, begun.version(), reached.from()) : reached;
            if (!progress.equals(reached)) {
                return progress;
            }
        }
        if (page.size() == PAGE) {
            return new Progress(begun.version(), Optional.of(page.getLast()), false);
        }
        enforce(followHeld(block, held));
        return store.advance(block, begun.version(), Optional.empty());
    }

    private List<Roster> follow(Block block, List<ThreadId> threads) {
        var held = new LinkedHashSet<ThreadId>();
        var rosters = new ArrayList<>(followFree(block, threads, held));
        rosters.addAll(followHeld(block, held));
        return rosters;
    }

    /// Adds the threads that are held by others.
    private List<Roster> followFree(Block block, List<ThreadId> threads, SequencedSet<ThreadId> held) {
        if (threads.isEmpty()) {
            return List.of();
        }
        var rosters = store.changeFree(block, threads, rule(block));
        held.addAll(threads);
        rosters.forEach(roster -> held.remove(roster.thread().id()));
        return rosters;
    }

    /// Waits for each of these threads, and removes it.
    private List<Roster> followHeld(Block block, SequencedSet<ThreadId> held) {
        var rosters = new ArrayList<Roster>();
        while (!held.isEmpty()) {
            store.changeOne(block, held.getFirst(), rule(block)).ifPresent(rosters::add);
            held.removeFirst();
        }
        return rosters;
    }

    private Rule rule(Block block) {
        var now = clock.instant();
        return (roster, blocks) -> Change.followed(roster, block.pair(), blocks, now);
    }

    /// A refused fence is kept by the outbox, and found again by [#enforceRest].
    private void enforce(List<Roster> rosters) {
        try {
            fences.enforceAll(rosters);
        } catch (ProblemException failure) {
            if (!(failure.problem() instanceof DependencyUnavailable message && message.hasAnswered())) {
                throw failure;
            }
        }
    }

    /// Pushes the fences that were refused, or that other changes have left.
    private void enforceRest(Block block) {
        var rest = store.unfenced(block.pair(), FenceEnforcer.BATCH);
        while (!rest.isEmpty()) {
            fences.enforceAll(follow(block, rest));
            rest = store.unfenced(block.pair(), FenceEnforcer.BATCH);
        }
    }

    /// The current version of the block, and the newest of the shared threads, at most 8.
    public record Applied(long version, List<MessageThread> newest) {}
}
