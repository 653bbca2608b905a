package dev.parley.inbox.contract;

import static dev.parley.inbox.contract.Updates.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.row.InboxQuery;
import dev.parley.inbox.row.InboxRow;
import dev.parley.inbox.row.InboxStore.ChangeQuery;
import dev.parley.inbox.row.RowChange;
import dev.parley.inbox.watch.InboxProgress.Sought;
import dev.parley.platform.consistency.Position;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The shorthand that the contracts of an engine share. All tests share an engine, so each test has its own
/// threads and users.
public interface EngineTests {

    /// Returns the engine under test.
    InboxEngine engine();

    /// Returns a unique mark.
    static String mark() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    default void merge(ThreadHead... heads) {
        assertThat(engine().merges().mergeHeads(List.of(heads))).isNotNull();
    }

    default void merge(ThreadChange... changes) {
        assertThat(engine().merges().mergeThreads(List.of(changes))).isNotNull();
    }

    default InboxRow row(String user, String thread) {
        return find(user, thread).orElseThrow();
    }

    default Optional<InboxRow> find(String user, String thread) {
        return engine().rows().find(new UserId(user), new ThreadId(thread));
    }

    default long unread(String user, String thread) {
        return row(user, thread).unread().count();
    }

    default List<String> list(String user, Folder folder) {
        var page = engine().rows().list(new InboxQuery(new UserId(user), folder, Optional.empty(), 100));
        return page.page().items().stream()
                .map(row -> row.thread().thread().value())
                .toList();
    }

    default List<RowChange<InboxRow>> changes(String user, long after, long removedAfter) {
        return engine().rows().changesAfter(new ChangeQuery(new UserId(user), after, removedAfter, 100));
    }

    default long revision(String user) {
        return engine().progress().revisions(List.of(new UserId(user))).stream()
                .mapToLong(one -> one.revision())
                .sum();
    }

    default boolean isReached(String user, Position position) {
        var sought = new Sought(new UserId(user), position);
        return engine().progress().reached(List.of(sought)).contains(sought);
    }

    default void placeAgain(int rule) {
        while (engine().merges(rule).mergeOutdated().isPresent()) {
            Thread.onSpinWait();
        }
    }

    default void placeAll() {
        while (!engine().merges().mergeDue().isEmpty()) {
            Thread.onSpinWait();
        }
    }
}
