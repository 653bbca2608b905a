package dev.parley.inbox;

import static dev.parley.inbox.NewsOf.archived;
import static dev.parley.inbox.NewsOf.founding;
import static dev.parley.inbox.NewsOf.head;
import static dev.parley.inbox.NewsOf.hidden;
import static dev.parley.inbox.NewsOf.hiding;
import static dev.parley.inbox.NewsOf.read;
import static dev.parley.inbox.NewsOf.second;
import static dev.parley.inbox.NewsOf.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.folder.Setting;
import dev.parley.inbox.folder.Waiting;
import dev.parley.inbox.merge.Participant;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.row.InboxQuery;
import dev.parley.inbox.row.InboxRow;
import dev.parley.inbox.row.InboxStore.ChangeQuery;
import dev.parley.inbox.row.RowChange;
import dev.parley.inbox.row.RowPosition;
import dev.parley.inbox.unread.Badge;
import dev.parley.inbox.watch.InboxProgress.Sought;
import dev.parley.platform.consistency.Position;
import dev.parley.platform.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every engine promises. Each test has threads and users of its own: engines are shared by all tests.
public interface InboxContract {

    /// The engine under test.
    InboxEngine engine();

    /// A mark that no other test has.
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

    default void placeAll() {
        while (!engine().merges().mergeDue().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    default void newsMayComeTwiceLateAndOutOfOrder() {
        Seeds.forEach(20, random -> {
            String mark = mark();
            var history = new History(random, mark);
            var news = new ArrayList<Object>(history.news());
            news.addAll(history.news().subList(0, history.news().size() / 3));
            Collections.shuffle(news, random);
            for (Object one : news) {
                if (one instanceof ThreadHead head) {
                    merge(head);
                } else {
                    merge((ThreadChange) one);
                }
            }
            for (String user : history.users()) {
                var rows = Stream.of(Folder.values())
                        .flatMap(folder -> list(user, folder).stream())
                        .map(thread -> History.Shown.of(row(user, thread)))
                        .toList();
                assertThat(rows).containsExactlyInAnyOrderElementsOf(history.shownTo(user));
            }
        });
    }

    @Test
    default void whatComesTwiceChangesNothing() {
        String m = mark();
        String thread = "thr_" + m;
        merge(thread(thread, 2, "usr_a" + m, "usr_b" + m));
        merge(head(thread, 4, read("usr_a" + m, 4)));
        var before = row("usr_b" + m, thread);
        long revision = revision("usr_b" + m);

        merge(head(thread, 4, read("usr_a" + m, 4)));
        merge(head(thread, 3));
        merge(thread(thread, 2, "usr_a" + m));
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m, "usr_c" + m));

        assertThat(row("usr_b" + m, thread)).isEqualTo(before);
        assertThat(revision("usr_b" + m)).isEqualTo(revision);
        assertThat(find("usr_c" + m, thread)).isEmpty();
    }

    @Test
    default void newestVersionOfACursorHoldsEvenWhereItGoesBack() {
        String m = mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m));
        merge(head(thread, 5, read("usr_a" + m, 5, 7)));
        assertThat(unread("usr_a" + m, thread)).isZero();

        merge(head(thread, 5, read("usr_a" + m, 2, 8)));
        assertThat(unread("usr_a" + m, thread)).isEqualTo(3);

        merge(head(thread, 5, read("usr_a" + m, 4, 6)));
        assertThat(unread("usr_a" + m, thread)).isEqualTo(3);
        assertThat(row("usr_a" + m, thread).state().cursor().version()).isEqualTo(8);
    }

    @Test
    default void cursorAheadOfTheKnownHeadLeavesNothingUnread() {
        String m = mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m));
        merge(head(thread, 2, read("usr_a" + m, 9)));
        assertThat(unread("usr_a" + m, thread)).isZero();
        merge(head(thread, 10));
        assertThat(unread("usr_a" + m, thread)).isEqualTo(1);
    }

    @Test
    default void hiddenOrdinalsDoNotCountInAnyOrderAndCountAgainWhenShown() {
        String m = mark();
        String thread = "thr_" + m;
        merge(hiding(head(thread, 3), 2, true, 5));
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m));
        merge(hiding(head(thread, 4), 2, false, 4));
        merge(head(thread, 5, hidden("usr_a" + m, 3, 1), hidden("usr_a" + m, 2, 1)));

        assertThat(unread("usr_a" + m, thread)).isEqualTo(3);
        assertThat(unread("usr_b" + m, thread)).isEqualTo(4);
        assertThat(row("usr_a" + m, thread).unread().hidden()).containsExactly(2L, 3L);

        merge(hiding(head(thread, 6), 2, false, 6));
        assertThat(unread("usr_b" + m, thread)).isEqualTo(6);
        assertThat(unread("usr_a" + m, thread)).isEqualTo(4);
        assertThat(engine().rows().badge(new UserId("usr_a" + m)).unreadMessages())
                .isEqualTo(4);
    }

    @Test
    default void newParticipantStartsReadUpToTheJoin() {
        String m = mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m));
        merge(head(thread, 5));
        var three = new ArrayList<>(founding("usr_a" + m, "usr_b" + m));
        three.add(Participant.joined(new UserId("usr_c" + m)));
        merge(thread(thread, 2, three));
        assertThat(unread("usr_c" + m, thread)).isZero();

        merge(head(thread, 7, 6, 7, read("usr_c" + m, 5, 1)));
        assertThat(unread("usr_c" + m, thread)).isEqualTo(1);
        assertThat(unread("usr_a" + m, thread)).isEqualTo(6);
    }

    @Test
    default void userWhoLeavesLosesTheRowAndFindsTheCursorAgain() {
        String m = mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m, "usr_c" + m));
        merge(head(thread, 4, read("usr_a" + m, 2)));
        merge(thread(thread, 2, "usr_b" + m, "usr_c" + m));
        merge(head(thread, 6));

        assertThat(list("usr_a" + m, Folder.ALL)).isEmpty();
        assertThat(find("usr_a" + m, thread)).isEmpty();
        assertThat(engine().rows().badge(new UserId("usr_a" + m)).unreadMessages())
                .isZero();
        assertThat(engine().rows().explain(new UserId("usr_a" + m), new ThreadId(thread)))
                .isEmpty();
        assertThat(row("usr_b" + m, thread).thread().participantCount()).isEqualTo(2);

        merge(thread(thread, 3, "usr_a" + m, "usr_b" + m, "usr_c" + m));
        assertThat(unread("usr_a" + m, thread)).isEqualTo(4);
    }

    @Test
    default void archivedThreadMovesToItsFolderAndBack() {
        String m = mark();
        String thread = "thr_" + m;
        merge(thread(thread, 1, "usr_a" + m, "usr_b" + m));
        merge(archived(thread(thread, 2, "usr_a" + m, "usr_b" + m)));
        assertThat(list("usr_a" + m, Folder.ALL)).isEmpty();
        assertThat(list("usr_a" + m, Folder.ARCHIVED)).containsExactly(thread);
        assertThat(row("usr_a" + m, thread).placement().folders()).containsExactly(Folder.ARCHIVED);

        merge(thread(thread, 3, "usr_a" + m, "usr_b" + m));
        assertThat(list("usr_a" + m, Folder.ALL)).containsExactly(thread);
        assertThat(list("usr_a" + m, Folder.ARCHIVED)).isEmpty();
    }

    @Test
    default void mergesObeySettingsAndKeepThem() {
        String m = mark();
        var user = new UserId("usr_a" + m);
        merge(thread("thr_x" + m, 1, "usr_a" + m, "usr_b" + m), thread("thr_y" + m, 1, "usr_a" + m, "usr_b" + m));
        engine().set(user, new ThreadId("thr_x" + m), new Setting(7, false, 0), Set.of());
        merge(head("thr_x" + m, 1));
        merge(head("thr_y" + m, 2));
        assertThat(list("usr_a" + m, Folder.ALL)).containsExactly("thr_x" + m, "thr_y" + m);
        assertThat(list("usr_b" + m, Folder.ALL)).containsExactly("thr_y" + m, "thr_x" + m);

        engine().set(user, new ThreadId("thr_x" + m), new Setting(0, true, 0), Set.of());
        merge(thread("thr_x" + m, 2, "usr_a" + m, "usr_b" + m));
        merge(head("thr_x" + m, 3));
        assertThat(list("usr_a" + m, Folder.ARCHIVED)).containsExactly("thr_x" + m);

        engine().set(user, new ThreadId("thr_y" + m), new Setting(0, false, 3), Set.of());
        merge(head("thr_y" + m, 3));
        assertThat(list("usr_a" + m, Folder.ALL)).isEmpty();
        merge(head("thr_y" + m, 4));
        assertThat(list("usr_a" + m, Folder.ALL)).containsExactly("thr_y" + m);

        engine().set(user, new ThreadId("thr_y" + m), Setting.NONE, Set.of(Waiting.GATE));
        merge(head("thr_y" + m, 5));
        assertThat(list("usr_a" + m, Folder.ALL)).isEmpty();
    }

    @Test
    default void pagesGoOnWhereTheyEndedWhateverChanges() {
        String m = mark();
        for (int i = 0; i < 7; i++) {
            merge(thread("thr_" + m + i, 1, "usr_a" + m, "usr_b" + m));
            merge(head("thr_" + m + i, 1, 1, 10 + i / 2));
        }
        var user = new UserId("usr_a" + m);
        var rows = new ArrayList<String>();
        Optional<RowPosition> after = Optional.empty();
        do {
            var found = engine().rows().list(new InboxQuery(user, Folder.ALL, after, 3));
            found.page().items().forEach(row -> rows.add(row.thread().thread().value()));
            after = found.page().end().map(InboxRow::position);
            merge(head("thr_" + m + "6", 2 + rows.size(), 2, 99));
            assertThat(found.revision()).isPositive();
        } while (after.isPresent());
        assertThat(rows)
                .containsExactly(
                        "thr_" + m + 6,
                        "thr_" + m + 5,
                        "thr_" + m + 4,
                        "thr_" + m + 3,
                        "thr_" + m + 2,
                        "thr_" + m + 1,
                        "thr_" + m + 0);
    }

    @Test
    default void rowShowsFirstOthersByTheirJoinsAndCounts() {
        String m = mark();
        String[] users = NewsOf.users(m, 9);
        merge(thread("thr_" + m, 1, users));
        merge(head("thr_" + m, 5, 4, 50, read(users[2], 2)));
        var row = row(users[2], "thr_" + m);
        assertThat(row.others())
                .extracting(one -> one.user().value())
                .containsExactly(users[0], users[1], users[3], users[4], users[5]);
        assertThat(row(users[8], "thr_" + m).others()).hasSize(5);
        assertThat(row.thread().participantCount()).isEqualTo(9);
        assertThat(row.thread().headOrdinal()).isEqualTo(4);
        assertThat(row.unread().count()).isEqualTo(2);
        assertThat(row.placement().activity()).isEqualTo(second(50));
    }

    @Test
    default void badgeSumsWhatIsUnreadInAll() {
        String m = mark();
        for (String t : List.of("1", "2", "3")) {
            merge(thread("thr_" + m + t, 1, "usr_a" + m, "usr_b" + m));
        }
        merge(archived(thread("thr_" + m + "4", 1, "usr_a" + m, "usr_b" + m)));
        merge(head("thr_" + m + "1", 3), head("thr_" + m + "2", 4, read("usr_a" + m, 4)));
        merge(head("thr_" + m + "3", 2), head("thr_" + m + "4", 9));
        assertThat(engine().rows().badge(new UserId("usr_a" + m))).isEqualTo(new Badge(2, 5, revision("usr_a" + m)));
        assertThat(engine().rows().badge(new UserId("usr_nobody" + m))).isEqualTo(new Badge(0, 0, 0));
    }

    @Test
    default void revisionsAreOfOneUserAndDense() {
        String m = mark();
        merge(thread("thr_" + m, 1, "usr_a" + m, "usr_b" + m));
        assertThat(revision("usr_a" + m)).isEqualTo(1);
        merge(head("thr_" + m, 1));
        merge(head("thr_" + m, 1, read("usr_b" + m, 1)));
        assertThat(revision("usr_a" + m)).isEqualTo(2);
        assertThat(revision("usr_b" + m)).isEqualTo(3);
        assertThat(changes("usr_b" + m, 0, 0)).extracting(RowChange::revision).containsExactly(3L);
    }

    @Test
    default void changesSkipWhatAReaderNeverHad() {
        String m = mark();
        String user = "usr_a" + m;
        merge(thread("thr_x" + m, 1, user, "usr_b" + m), thread("thr_y" + m, 1, user, "usr_b" + m));
        merge(thread("thr_x" + m, 2, "usr_b" + m));
        long head = revision(user);
        assertThat(changes(user, 0, head))
                .singleElement()
                .satisfies(change -> assertThat(change.row()).isPresent());
        assertThat(changes(user, 2, 0)).singleElement().satisfies(change -> {
            assertThat(change.row()).isEmpty();
            assertThat(change.thread()).isEqualTo(new ThreadId("thr_x" + m));
        });
        merge(thread("thr_y" + m, 2, "usr_b" + m));
        assertThat(changes(user, 0, head))
                .singleElement()
                .satisfies(change -> assertThat(change.row()).isEmpty());
    }

    @Test
    default void removedRowsAreForgottenAfterThirtyDaysAndReadersLearnIt() {
        String m = mark();
        String user = "usr_a" + m;
        merge(thread("thr_x" + m, 1, user, "usr_b" + m), thread("thr_y" + m, 1, user, "usr_b" + m));
        merge(thread("thr_x" + m, 2, "usr_b" + m));
        engine().pass(Duration.ofDays(29));
        while (engine().merges().forgetRemoved()) {
            Thread.onSpinWait();
        }
        assertThat(changes(user, 2, 0)).hasSize(1);
        assertThat(engine().progress().compacted(new UserId(user))).isZero();

        engine().pass(Duration.ofDays(2));
        while (engine().merges().forgetRemoved()) {
            Thread.onSpinWait();
        }
        assertThat(changes(user, 2, 0)).isEmpty();
        assertThat(engine().progress().compacted(new UserId(user))).isEqualTo(3);
        assertThat(list(user, Folder.ALL)).containsExactly("thr_y" + m);
    }

    @Test
    default void largeThreadShowsItsHeadAtOnceAndMovesItsRowsLater() {
        String m = mark();
        String thread = "thr_" + m;
        String[] users = NewsOf.users(m, 25);
        merge(thread(thread, 1, users));
        merge(head(thread, 1));
        engine().pass(Duration.ofSeconds(2));
        placeAll();
        long before = revision(users[3]);

        merge(head(thread, 5, read(users[1], 5)));

        assertThat(unread(users[3], thread)).isEqualTo(5);
        assertThat(row(users[3], thread).placement().asOf()).isEqualTo(1);
        assertThat(revision(users[3])).isEqualTo(before);
        assertThat(row(users[1], thread).placement().asOf()).isEqualTo(5);
        assertThat(isReached(users[1], Position.head(new ThreadId(thread), 5))).isTrue();
        assertThat(isReached(users[3], Position.head(new ThreadId(thread), 5))).isFalse();

        engine().pass(Duration.ofSeconds(2));
        placeAll();
        assertThat(row(users[3], thread).placement().asOf()).isEqualTo(5);
        assertThat(revision(users[3])).isEqualTo(before + 1);
        assertThat(isReached(users[3], Position.head(new ThreadId(thread), 5))).isTrue();
        assertThat(engine().rows().badge(new UserId(users[3])).unreadMessages()).isEqualTo(5);
    }

    @Test
    default void largeThreadReachesThoseWhoJoinAndLeaveAtOnce() {
        String m = mark();
        String[] users = NewsOf.users(m, 30);
        merge(thread("thr_" + m, 1, List.of(users).subList(0, 29).toArray(String[]::new)));
        long untouched = revision(users[5]);
        merge(thread("thr_" + m, 2, List.of(users).subList(1, 30).toArray(String[]::new)));
        assertThat(find(users[0], "thr_" + m)).isEmpty();
        assertThat(find(users[29], "thr_" + m)).isPresent();
        assertThat(revision(users[5])).isEqualTo(untouched);
        engine().pass(Duration.ofSeconds(2));
        placeAll();
        assertThat(revision(users[5])).isEqualTo(untouched + 1);
    }

    @Test
    default void placesComeBackAfterTheyWereDropped() {
        String m = mark();
        merge(thread("thr_" + m, 1, "usr_a" + m, "usr_b" + m));
        merge(head("thr_" + m, 2));
        long before = revision("usr_a" + m);
        engine().dropPlaces();
        assertThat(list("usr_a" + m, Folder.ALL)).isEmpty();
        merge(head("thr_" + m, 3));
        assertThat(list("usr_a" + m, Folder.ALL)).containsExactly("thr_" + m);
        assertThat(unread("usr_a" + m, "thr_" + m)).isEqualTo(3);
        assertThat(revision("usr_a" + m)).isGreaterThan(before);
    }

    @Test
    default void positionsAreReachedByThoseWhoHaveASeat() {
        String m = mark();
        var id = new ThreadId("thr_" + m);
        String user = "usr_a" + m;
        merge(head("thr_" + m, 4));
        assertThat(isReached(user, Position.head(id, 4))).isFalse();
        merge(thread("thr_" + m, 3, user, "usr_b" + m));
        merge(head("thr_" + m, 4, read(user, 2, 9)));

        assertThat(isReached(user, Position.head(id, 4))).isTrue();
        assertThat(isReached(user, Position.head(id, 5))).isFalse();
        assertThat(isReached(user, Position.thread(id, 3))).isTrue();
        assertThat(isReached(user, Position.thread(id, 4))).isFalse();
        assertThat(isReached(user, Position.cursor(id, new UserId(user), 9))).isTrue();
        assertThat(isReached(user, Position.cursor(id, new UserId(user), 10))).isFalse();
        assertThat(isReached("usr_eve" + m, Position.head(id, 1))).isFalse();
        assertThat(isReached("usr_eve" + m, Position.thread(id, 1))).isFalse();

        merge(thread("thr_" + m, 4, "usr_b" + m));
        merge(head("thr_" + m, 6));
        assertThat(isReached(user, Position.thread(id, 4))).isTrue();
        assertThat(isReached(user, Position.head(id, 6))).isTrue();
    }

    /// Makes commits late, at random, where the engine has any.
    default void commitLate(boolean late) {}

    /// Many writers merge into the same inboxes at once, while a reader follows one of them by its revisions.
    @Test
    default void readersMissNothingWhileManyWrite() throws Exception {
        commitLate(true);
        String m = mark();
        String reader = "usr_a" + m;
        int threads = 12;
        for (int i = 0; i < threads; i++) {
            merge(thread("thr_" + m + i, 1, reader, "usr_b" + m, "usr_c" + i + m));
        }
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = IntStream.range(0, 8)
                    .mapToObj(writer -> writers.submit(() -> write(m, threads, new Random(writer))))
                    .toList();
            var seen = new HashMap<String, Long>();
            long position = 0;
            while (!done.stream().allMatch(Future::isDone)) {
                position = follow(reader, position, seen);
            }
            for (Future<?> one : done) {
                one.get();
            }
            follow(reader, position, seen);
            var heads = new HashMap<String, Long>();
            changes(reader, 0, 0)
                    .forEach(change -> heads.put(
                            change.thread().value(),
                            change.row().orElseThrow().placement().asOf()));
            assertThat(seen).isEqualTo(heads).hasSize(threads);
            assertThat(unread(reader, "thr_" + m + 0)).isEqualTo(heads.get("thr_" + m + 0));
        } finally {
            commitLate(false);
        }
    }

    private long follow(String reader, long position, Map<String, Long> seen) {
        for (var change : changes(reader, position, 0)) {
            assertThat(change.revision()).isGreaterThan(position);
            position = change.revision();
            seen.put(
                    change.thread().value(),
                    change.row().orElseThrow().placement().asOf());
        }
        return position;
    }

    private void write(String m, int threads, Random random) {
        for (int call = 0; call < 12; call++) {
            var heads = new ArrayList<ThreadHead>();
            for (int i : random.ints(0, threads)
                    .distinct()
                    .limit(1 + random.nextInt(threads))
                    .toArray()) {
                long sequence = 1 + random.nextInt(200);
                heads.add(head("thr_" + m + i, sequence, read("usr_b" + m, sequence)));
            }
            assertThat(engine().merges().mergeHeads(heads)).isNotEmpty();
        }
    }
}
