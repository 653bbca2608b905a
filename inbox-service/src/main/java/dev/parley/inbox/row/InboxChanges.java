package dev.parley.inbox.row;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.preview.GatheredPreviews;
import dev.parley.inbox.preview.Previews;
import dev.parley.inbox.row.InboxProblem.InboxBehind;
import dev.parley.inbox.row.InboxProblem.RevisionBeyondHead;
import dev.parley.inbox.row.InboxStore.ChangeQuery;
import dev.parley.inbox.watch.CatchUp;
import dev.parley.inbox.watch.InboxProgress;
import dev.parley.platform.consistency.Position;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Shows users the changes in their inboxes. Readers who are woken by one message of a group share one
/// preview lookup.
@Singleton
public final class InboxChanges {

    private final InboxStore store;
    private final InboxProgress progress;
    private final GatheredPreviews previews;
    private final CatchUp catchUp;

    /// Reads from a store, with previews from their owner.
    public InboxChanges(InboxStore store, InboxProgress progress, GatheredPreviews previews, CatchUp catchUp) {
        this.store = store;
        this.progress = progress;
        this.previews = previews;
        this.catchUp = catchUp;
    }

    /// Where a reader begins.
    ///
    /// @param after the revision after which the changes follow
    /// @param head the newest revision at the start; a reader from 0 never had the rows that were removed by
    /// then
    /// @param compacted the revision up to which changes are no longer kept individually: the reader drops
    /// its rows
    public record Start(long after, long head, Optional<Long> compacted) {}

    /// Waits until the inbox includes these positions. Throws `InboxBehind` if it does not reach them in time.
    public void await(UserId user, List<Position> positions) {
        catchUp.await(user, positions).ifPresent(missing -> {
            throw new InboxBehind(missing).exception();
        });
    }

    /// Begins after a revision; empty begins with the newest. Throws `RevisionBeyondHead` if the inbox has
    /// not reached that revision.
    public Start start(UserId user, Optional<Long> after) {
        long head = progress.revisions(List.of(user)).stream()
                .mapToLong(advance -> advance.revision())
                .findFirst()
                .orElse(0);
        long from = after.orElse(head);
        if (from > head) {
            throw new RevisionBeyondHead(from, head).exception();
        }
        long compacted = from == 0 ? 0 : progress.compacted(user);
        return new Start(from, head, Optional.of(compacted).filter(through -> from < through));
    }

    /// Returns the revision up to which changes are no longer kept individually; 0 if all are.
    public long compacted(UserId user) {
        return progress.compacted(user);
    }

    /// Returns the rows that changed after a revision, ordered by revision.
    public List<RowChange<ShownRow>> after(ChangeQuery query) {
        var changes = store.changesAfter(query);
        var texts = previewsOf(
                changes.stream().flatMap(change -> change.row().stream()).toList());
        return changes.stream()
                .map(change -> new RowChange<>(
                        change.revision(), change.thread(), change.row().map(row -> InboxReader.shown(row, texts))))
                .toList();
    }

    /// Returns the current state of those rows whose previews can be read now.
    public List<ShownRow> completed(UserId user, Collection<ThreadId> threads) {
        var rows = store.findAll(user, threads);
        var texts = previewsOf(rows);
        return rows.stream()
                .map(row -> InboxReader.shown(row, texts))
                .filter(row -> !row.pending())
                .toList();
    }

    private Previews previewsOf(Collection<InboxRow> rows) {
        return previews.find(InboxReader.wanted(rows));
    }
}
