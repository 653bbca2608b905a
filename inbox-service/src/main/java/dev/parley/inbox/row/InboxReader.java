package dev.parley.inbox.row;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.preview.PreviewSource.Wanted;
import dev.parley.inbox.preview.Previews;
import dev.parley.inbox.preview.RememberedPreviews;
import dev.parley.inbox.row.InboxProblem.InboxBehind;
import dev.parley.inbox.row.InboxProblem.ThreadAccessDenied;
import dev.parley.inbox.unread.Badge;
import dev.parley.inbox.watch.CatchUp;
import dev.parley.platform.consistency.Position;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Shows users their inboxes. Each read may name positions that the result must include; it throws
/// `InboxBehind` if the inbox does not reach them in time.
@Singleton
public final class InboxReader {

    private final InboxStore store;
    private final RememberedPreviews previews;
    private final CatchUp catchUp;

    /// Reads from a store, with previews from their owner.
    public InboxReader(InboxStore store, RememberedPreviews previews, CatchUp catchUp) {
        this.store = store;
        this.previews = previews;
        this.catchUp = catchUp;
    }

    /// Returns a page of a folder.
    public InboxPage<ShownRow> list(InboxQuery query, List<Position> after) {
        await(query.user(), after);
        var found = store.list(query);
        var texts = previewsOf(found.page().items());
        return new InboxPage<>(found.page().map(row -> shown(row, texts)), found.revision());
    }

    /// Returns one row. Throws `ThreadAccessDenied` if the user has none for that thread, even after waiting.
    public ShownRow row(UserId user, ThreadId thread, List<Position> after) {
        var missing = catchUp.await(user, after);
        var row = store.find(user, thread).orElseThrow(() -> new ThreadAccessDenied(thread).exception());
        refuse(missing);
        return shown(row, previewsOf(List.of(row)));
    }

    /// Returns the totals.
    public Badge badge(UserId user, List<Position> after) {
        await(user, after);
        return store.badge(user);
    }

    private void await(UserId user, List<Position> after) {
        refuse(catchUp.await(user, after));
    }

    private static void refuse(Optional<Position> missing) {
        missing.ifPresent(position -> {
            throw new InboxBehind(position).exception();
        });
    }

    private Previews previewsOf(Collection<InboxRow> rows) {
        return previews.find(wanted(rows));
    }

    static List<Wanted> wanted(Collection<InboxRow> rows) {
        return rows.stream().flatMap(row -> wanted(row).stream()).toList();
    }

    static ShownRow shown(InboxRow row, Previews texts) {
        var wanted = wanted(row);
        var preview = wanted.flatMap(texts::find);
        return new ShownRow(row, preview, wanted.filter(texts::isPending).isPresent());
    }

    private static Optional<Wanted> wanted(InboxRow row) {
        return row.previewed()
                .map(message -> new Wanted(
                        row.user(), row.thread().thread(), message, row.thread().headSequence()));
    }
}
