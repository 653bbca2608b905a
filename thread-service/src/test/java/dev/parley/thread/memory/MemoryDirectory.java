package dev.parley.thread.memory;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.thread.lookup.ThreadAccess;
import dev.parley.thread.lookup.ThreadDirectory;
import dev.parley.thread.lookup.ThreadPosition;
import dev.parley.thread.lookup.ThreadQuery;
import dev.parley.thread.lookup.ThreadView;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Roster;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The directory in memory.
final class MemoryDirectory implements ThreadDirectory {
    private static final Comparator<ThreadPosition> OLDEST_FIRST =
            Comparator.comparing(ThreadPosition::createTime).thenComparing(ThreadPosition::thread);

    private final MemoryTables tables;

    MemoryDirectory(MemoryTables tables) {
        this.tables = tables;
    }

    @Override
    public List<Roster> findAll(Collection<ThreadId> threads) {
        return threads.stream()
                .flatMap(thread -> tables.find(thread, Set.of()).stream())
                .toList();
    }

    @Override
    public Optional<Roster> findDirect(UserPair pair) {
        return tables.findDirect(pair);
    }

    @Override
    public List<ThreadView> findViews(Collection<ThreadId> threads, Optional<UserId> viewer) {
        return findAll(threads).stream()
                .filter(roster -> viewer.isEmpty() || roster.find(viewer.get()).isPresent())
                .map(roster -> ThreadView.of(roster.thread(), roster.participants(), viewer.flatMap(roster::find)))
                .toList();
    }

    @Override
    public List<ThreadView> list(ThreadQuery query, int limit) {
        return tables.all().stream()
                .filter(roster -> roster.find(query.user()).isPresent())
                .filter(roster -> query.kinds().isEmpty()
                        || query.kinds().contains(roster.thread().facts().kind()))
                .filter(roster -> query.after().isEmpty()
                        || OLDEST_FIRST.compare(position(roster), query.after().get()) < 0)
                .sorted(Comparator.comparing(MemoryDirectory::position, OLDEST_FIRST.reversed()))
                .limit(limit)
                .map(roster -> ThreadView.of(roster, query.user()))
                .toList();
    }

    @Override
    public List<Participant> listParticipants(ThreadId thread, long afterOrder, int limit) {
        return tables.find(thread, Set.of()).stream()
                .flatMap(roster -> roster.participants().stream())
                .filter(one -> one.join().order() > afterOrder)
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<ThreadAccess> findAccess(ThreadId thread, UserId user) {
        return tables.findLatest(thread, user)
                .map(one -> new ThreadAccess(
                        tables.find(thread, Set.of()).orElseThrow().thread(), one, tables.findDeparture(thread, user)));
    }

    private static ThreadPosition position(Roster roster) {
        var identity = roster.thread().identity();
        return new ThreadPosition(identity.createTime(), identity.id());
    }
}
