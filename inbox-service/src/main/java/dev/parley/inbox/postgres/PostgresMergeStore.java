package dev.parley.inbox.postgres;

import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.merge.MergeStore;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.platform.postgres.Database;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;

/// Merges into PostgreSQL: one transaction a call, with a number of statements that does not depend on its size.
@Singleton
public final class PostgresMergeStore implements MergeStore {

    private final Database database;

    /// Merges into the database of this service.
    public PostgresMergeStore(@Named("inbox") Database database) {
        this.database = database;
    }

    @Override
    public List<Advance> mergeHeads(List<ThreadHead> heads) {
        return database.transaction(connection -> new HeadMerge(connection).merge(heads));
    }

    @Override
    public List<Advance> mergeThreads(List<ThreadChange> changes) {
        return database.transaction(connection -> new ThreadMerge(connection).merge(changes));
    }
}
