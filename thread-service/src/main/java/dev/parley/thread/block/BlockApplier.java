package dev.parley.thread.block;

import dev.parley.id.ThreadId;
import dev.parley.platform.problem.ProblemException;
import dev.parley.thread.change.Change;
import dev.parley.thread.change.Rule;
import dev.parley.thread.fence.FenceEnforcer;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.MessageThread;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Applies blocks, and their ends, to the threads that two users share.
///
/// The block is stored first; then the threads follow in batches. If a call fails in between, safety retries
/// it until it succeeds; threads that have already followed are unchanged. The newest threads come first. A
/// fence that is not accepted holds up no other thread. A thread that another session holds comes last, and only
/// others like it wait for it.
@Singleton
public final class BlockApplier {
    private static final int REPORTED = 8;
    private static final Comparator<MessageThread> NEWEST_FIRST =
            Comparator.comparing((MessageThread thread) -> thread.id().value()).reversed();

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
    /// one is in force. Fails with `DependencyUnavailable`.
    public Applied apply(Block block) {
        long version = store.put(block);
        var now = clock.instant();
        Rule settle = (roster, blocks) -> Change.of(roster, roster, List.of(), blocks, now);
        var shared = store.shared(block.pair()).reversed();
        var run = new Run();
        var held = new LinkedHashSet<ThreadId>();
        for (int from = 0; from < shared.size(); from += FenceEnforcer.BATCH) {
            var batch = shared.subList(from, Math.min(from + FenceEnforcer.BATCH, shared.size()));
            var rosters = store.changeFree(block.blocker(), batch, settle);
            held.addAll(batch);
            rosters.forEach(roster -> held.remove(roster.thread().id()));
            run.enforce(rosters);
        }
        for (var thread : held) {
            run.enforce(
                    store.changeOne(block.blocker(), thread, settle).stream().toList());
        }
        run.refused.ifPresent(failure -> {
            throw failure;
        });
        return new Applied(version, run.newest);
    }

    /// What became of the threads of one call.
    private final class Run {
        private Optional<ProblemException> refused = Optional.empty();
        private List<MessageThread> newest = List.of();

        void enforce(List<Roster> rosters) {
            try {
                fences.enforceAll(rosters);
            } catch (ProblemException failure) {
                refused = refused.or(() -> Optional.of(failure));
            }
            newest = Stream.concat(newest.stream(), rosters.stream().map(Roster::thread))
                    .sorted(NEWEST_FIRST)
                    .limit(REPORTED)
                    .toList();
        }
    }

    /// The current version of the block, and the newest of the shared threads, at most 8.
    public record Applied(long version, List<MessageThread> newest) {}
}
