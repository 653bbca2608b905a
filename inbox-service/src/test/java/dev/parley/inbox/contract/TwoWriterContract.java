package dev.parley.inbox.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.folder.Folders;
import dev.parley.inbox.merge.MergeStore;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.row.InboxRow;
import dev.parley.inbox.row.RowChange;
import dev.parley.inbox.unread.Badge;
import dev.parley.platform.consistency.Position;
import dev.parley.platform.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Two processes merge into the same inboxes, and the result is that of a model without concurrency.
public interface TwoWriterContract extends EngineTests {

    /// Each process merges its share of a history in random order, some updates are merged by both, and in
    /// between users set something, and the processes place what is due or outdated.
    @Test
    default void twoProcessesEndWithTheSameInboxes() {
        Seeds.forEach(8, random -> {
            var history = new History(random, EngineTests.mark(), random.nextBoolean() ? 5 : 25);
            var one = new ArrayList<Consumer<MergeStore>>();
            var other = new ArrayList<Consumer<MergeStore>>();
            for (Object update : history.updates()) {
                int who = random.nextInt(3);
                if (who != 1) {
                    one.add(store -> merge(store, update));
                }
                if (who != 0) {
                    other.add(store -> merge(store, update));
                }
            }
            history.choose()
                    .forEach(choice -> one.add(
                            store -> engine().set(choice.user(), choice.thread(), choice.setting(), choice.waiting())));
            if (random.nextBoolean()) {
                other.add(store -> engine().dropPlaces());
            }
            for (var steps : List.of(one, other)) {
                Collections.nCopies(4, steps).forEach(some -> {
                    some.add(MergeStore::mergeDue);
                    some.add(MergeStore::mergeOutdated);
                });
            }
            runBoth(shuffled(one, random), shuffled(other, random));
            engine().pass(Duration.ofSeconds(2));
            placeAll();
            placeAgain(Folders.RULE + 1);
            history.users().forEach(user -> assertInbox(user, history.shownTo(user)));
        });
    }

    private static List<Consumer<MergeStore>> shuffled(List<Consumer<MergeStore>> steps, Random random) {
        Collections.shuffle(steps, random);
        return steps;
    }

    private static void merge(MergeStore store, Object update) {
        if (update instanceof ThreadHead head) {
            store.mergeHeads(List.of(head));
        } else {
            store.mergeThreads(List.of((ThreadChange) update));
        }
    }

    private void runBoth(List<Consumer<MergeStore>> one, List<Consumer<MergeStore>> other) {
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = List.of(
                    writers.submit(() -> one.forEach(step -> step.accept(engine().merges()))),
                    writers.submit(() -> other.forEach(step -> step.accept(engine().otherMerges()))));
            for (Future<?> writer : done) {
                writer.get(60, TimeUnit.SECONDS);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void assertInbox(String user, List<History.Shown> expected) {
        var rows = Stream.of(Folder.values())
                .flatMap(folder -> list(user, folder).stream())
                .map(thread -> row(user, thread))
                .toList();
        assertThat(rows).map(History.Shown::of).containsExactlyInAnyOrderElementsOf(expected);

        var unread = expected.stream()
                .filter(row -> row.folders().contains(Folder.ALL) && row.unread() > 0)
                .mapToLong(History.Shown::unread)
                .summaryStatistics();
        assertThat(engine().rows().badge(new UserId(user)))
                .isEqualTo(new Badge(unread.getCount(), unread.getSum(), revision(user)));

        var changes = changes(user, 0, revision(user));
        assertThat(changes).map(change -> change.row().orElseThrow()).containsExactlyInAnyOrderElementsOf(rows);
        assertThat(changes)
                .map(RowChange::revision)
                .doesNotHaveDuplicates()
                .allMatch(revision -> revision <= revision(user));
        for (InboxRow row : rows) {
            ThreadId thread = row.thread().thread();
            assertThat(isReached(user, Position.head(thread, row.thread().headSequence())))
                    .isTrue();
        }
    }
}
