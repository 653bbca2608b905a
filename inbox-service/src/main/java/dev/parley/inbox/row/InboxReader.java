package dev.parley.inbox.row;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.preview.Preview;
import dev.parley.inbox.preview.PreviewSource;
import dev.parley.inbox.preview.PreviewSource.NamedMessage;
import dev.parley.inbox.row.InboxProblem.InboxBehind;
import dev.parley.inbox.row.InboxProblem.RevisionBeyondHead;
import dev.parley.inbox.row.InboxProblem.ThreadAccessDenied;
import dev.parley.inbox.unread.Badge;
import dev.parley.inbox.watch.AtLeast;
import dev.parley.inbox.watch.CatchUp;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Shows users their inboxes.
@Singleton
public final class InboxReader {

    private static final Duration RETRY = Duration.ofMillis(500);

    private final InboxStore store;
    private final PreviewSource previews;
    private final CatchUp catchUp;

    /// Reads from a store, with previews from their owner.
    public InboxReader(InboxStore store, PreviewSource previews, CatchUp catchUp) {
        this.store = store;
        this.previews = previews;
        this.catchUp = catchUp;
    }

    /// A page of a folder. Throws `InboxBehind` when the inbox does not reach `atLeast` in time.
    public InboxPage<ShownRow> list(InboxQuery query, Optional<AtLeast> atLeast) {
        await(query.user(), atLeast);
        var page = store.list(query);
        var texts = previewsOf(query.user(), page.rows());
        return new InboxPage<>(
                page.rows().stream().map(row -> shown(row, texts)).toList(), page.next(), page.revision());
    }

    /// One row. Throws `ThreadAccessDenied` when the user has none of that thread, not even after waiting, and
    /// `InboxBehind` when there is one and the inbox does not reach `atLeast` in time.
    public ShownRow row(UserId user, ThreadId thread, Optional<AtLeast> atLeast) {
        boolean reached = atLeast.isEmpty() || catchUp.await(user, atLeast.get());
        var row = store.find(user, thread).orElseThrow(() -> new ThreadAccessDenied(thread).exception());
        if (!reached) {
            throw new InboxBehind(atLeast.get(), RETRY).exception();
        }
        return shown(row, previewsOf(user, List.of(row)));
    }

    /// The totals. Throws `InboxBehind` when the inbox does not reach `atLeast` in time.
    public Badge badge(UserId user, Optional<AtLeast> atLeast) {
        await(user, atLeast);
        return store.badge(user);
    }

    /// The rows that changed after a revision, in the order of their revisions, at most `limit`.
    public List<RowChange<ShownRow>> changesAfter(UserId user, long revision, int limit) {
        var changes = store.changesAfter(user, revision, limit);
        var rows = changes.stream().flatMap(change -> change.row().stream()).toList();
        var texts = previewsOf(user, rows);
        return changes.stream()
                .map(change -> new RowChange<>(
                        change.revision(), change.thread(), change.row().map(row -> shown(row, texts))))
                .toList();
    }

    /// Throws `RevisionBeyondHead` when the user's inbox has not reached a revision.
    public void requireReached(UserId user, long revision) {
        long head = store.revisions(List.of(user)).stream()
                .mapToLong(Advance::revision)
                .findFirst()
                .orElse(0);
        if (revision > head) {
            throw new RevisionBeyondHead(revision, head).exception();
        }
    }

    private void await(UserId user, Optional<AtLeast> atLeast) {
        if (atLeast.isPresent() && !catchUp.await(user, atLeast.get())) {
            throw new InboxBehind(atLeast.get(), RETRY).exception();
        }
    }

    private Map<MessageId, Preview> previewsOf(UserId user, Collection<InboxRow> rows) {
        var names = rows.stream()
                .flatMap(row -> row.newest().stream().map(message -> new NamedMessage(row.thread(), message)))
                .toList();
        return names.isEmpty() ? Map.of() : previews.find(user, names);
    }

    private static ShownRow shown(InboxRow row, Map<MessageId, Preview> texts) {
        return new ShownRow(row, row.newest().map(texts::get));
    }
}
