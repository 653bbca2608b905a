package dev.parley.inbox.contract;

import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.merge.Participant;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.merge.ThreadHead.UserUpdate;
import dev.parley.inbox.row.InboxRow;
import dev.parley.inbox.unread.HiddenOrdinals;
import dev.parley.inbox.unread.ReadCursor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/// A generated history of a few threads and users, as their owners would report it, and the expected result
/// at its end.
final class History {

    /// While the newest message is hidden for a user, the activity depends on the order of the updates.
    private static final long UNKNOWN = -1;

    /// The values that a row must show at the end.
    record Shown(String thread, Set<Folder> folders, long unread, long readSequence, long asOf, long second) {

        static Shown of(InboxRow row) {
            return new Shown(
                    row.thread().thread().value(),
                    row.placement().folders(),
                    row.unread().count(),
                    row.state().cursor().sequence(),
                    row.placement().asOf(),
                    row.state().hidden().contains(row.thread().headOrdinal())
                            ? UNKNOWN
                            : row.placement().activity().getEpochSecond()
                                    - Updates.second(0).getEpochSecond());
        }
    }

    private static final int THREADS = 3;
    private static final int USERS = 5;
    private static final int STEPS = 12;

    private final Random random;
    private final List<String> users;
    private final List<Object> updates = new ArrayList<>();
    private final Map<String, ThreadChange> threads = new HashMap<>();
    private final Map<String, Long> heads = new HashMap<>();
    private final Map<String, ReadCursor> cursors = new HashMap<>();
    private final Map<String, Set<Long>> hidden = new HashMap<>();
    private long version;

    /// The names of threads and users contain the mark, so that histories do not interfere.
    History(Random random, String mark) {
        this.random = random;
        this.users =
                IntStream.range(0, USERS).mapToObj(i -> "usr_" + mark + "_" + i).toList();
        for (int i = 0; i < THREADS; i++) {
            run("thr_" + mark + "_" + i);
        }
    }

    private void run(String thread) {
        change(thread, 1);
        int versions = 1;
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(5)) {
                case 0 -> change(thread, ++versions);
                case 1 -> hide(thread);
                default -> advance(thread);
            }
        }
    }

    private void change(String thread, int at) {
        var some = new ArrayList<>(users);
        Collections.shuffle(some, random);
        List<Participant> participants = some.subList(0, 1 + random.nextInt(USERS)).stream()
                .map(user -> Participant.joined(new UserId(user), join(thread, user, at)))
                .toList();
        var change = Updates.thread(thread, at, participants);
        if (random.nextInt(3) == 0) {
            change = Updates.archived(change);
        }
        threads.put(thread, change);
        updates.add(change);
        for (Participant one : participants) {
            if (one.joinVersion() == at && at > 1) {
                begin(thread, one.user().value(), at);
            }
        }
    }

    /// Returns the join version of a participant: some stay, some leave and return in one change, the others
    /// join now.
    private long join(String thread, String user, int at) {
        return Optional.ofNullable(threads.get(thread)).stream()
                .flatMap(before -> before.participants().stream())
                .filter(one -> one.user().value().equals(user) && random.nextInt(4) > 0)
                .mapToLong(Participant::joinVersion)
                .findFirst()
                .orElse(at);
    }

    /// The log begins a cursor at a join, even in an empty thread.
    private void begin(String thread, String user, int joinVersion) {
        long head = heads.getOrDefault(thread, 0L);
        move(thread, user, new ReadCursor(head, head, ++version, joinVersion));
        updates.add(Updates.head(thread, head, update(thread, user)));
    }

    private void move(String thread, String user, ReadCursor cursor) {
        cursors.put(thread + user, cursor);
    }

    private UserUpdate update(String thread, String user) {
        return new UserUpdate(
                new UserId(user), cursors.getOrDefault(thread + user, ReadCursor.NONE), HiddenOrdinals.NONE);
    }

    /// Lets the log grow and cursors move, some of them back.
    private void advance(String thread) {
        long sequence = heads.merge(thread, 1L + random.nextInt(3), Long::sum);
        var moves = new ArrayList<UserUpdate>();
        for (String user : users) {
            if (random.nextInt(3) == 0) {
                long read = 1 + random.nextInt((int) sequence);
                long join = cursors.getOrDefault(thread + user, ReadCursor.NONE).joinVersion();
                move(thread, user, new ReadCursor(read, read, ++version, join));
                moves.add(update(thread, user));
            }
        }
        updates.add(Updates.head(thread, sequence, moves.toArray(UserUpdate[]::new)));
    }

    /// Hides an ordinal for all or for one user, or shows it again.
    private void hide(String thread) {
        long sequence = heads.merge(thread, 1L, Long::sum);
        long ordinal = 1 + random.nextInt((int) sequence);
        boolean hides = random.nextInt(3) > 0;
        String whom = random.nextBoolean() ? "" : users.get(random.nextInt(USERS));
        var set = hidden.computeIfAbsent(thread + whom, key -> new HashSet<>());
        if (hides) {
            set.add(ordinal);
        } else {
            set.remove(ordinal);
        }
        ThreadHead head = Updates.head(thread, sequence);
        updates.add(
                whom.isEmpty()
                        ? Updates.hiding(head, ordinal, hides, ++version)
                        : Updates.head(
                                thread,
                                sequence,
                                new UserUpdate(
                                        new UserId(whom),
                                        ReadCursor.NONE,
                                        HiddenOrdinals.of(ordinal, hides, ++version))));
    }

    List<String> users() {
        return users;
    }

    /// Returns all updates, in the order in which they happened.
    List<Object> updates() {
        return List.copyOf(updates);
    }

    /// Returns the rows that a user must see after all updates have arrived.
    List<Shown> shownTo(String user) {
        var shown = new ArrayList<Shown>();
        threads.forEach((thread, change) -> change.participants().stream()
                .filter(one -> one.user().value().equals(user))
                .forEach(one -> shown.add(shown(thread, change, one))));
        return shown;
    }

    private Shown shown(String thread, ThreadChange change, Participant participant) {
        String user = participant.user().value();
        long head = heads.getOrDefault(thread, 0L);
        var cursor = cursors.getOrDefault(thread + user, ReadCursor.NONE);
        long read = cursor.sequence();
        var gone = new HashSet<>(hidden.getOrDefault(thread, Set.of()));
        gone.addAll(hidden.getOrDefault(thread + user, Set.of()));
        long unread =
                head - read - gone.stream().filter(ordinal -> ordinal > read).count();
        var folder = change.facts().archived() ? Folder.ARCHIVED : Folder.ALL;
        boolean sees = !hidden.getOrDefault(thread + user, Set.of()).contains(head);
        return new Shown(thread, Set.of(folder), unread, cursor.sequence(), head, sees ? head : UNKNOWN);
    }
}
