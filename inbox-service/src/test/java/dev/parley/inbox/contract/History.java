package dev.parley.inbox.contract;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.folder.Setting;
import dev.parley.inbox.folder.Waiting;
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
    record Shown(
            String thread,
            Set<Folder> folders,
            long pinRank,
            long unread,
            long readSequence,
            long headSequence,
            long second) {

        static Shown of(InboxRow row) {
            return new Shown(
                    row.thread().thread().value(),
                    row.placement().folders(),
                    row.placement().pinRank(),
                    row.unread().count(),
                    row.state().cursor().sequence(),
                    row.thread().headSequence(),
                    row.state().hidden().contains(row.thread().headOrdinal())
                            ? UNKNOWN
                            : row.placement().activity().getEpochSecond()
                                    - Updates.second(0).getEpochSecond());
        }
    }

    /// What a user sets for a thread, and what waits for the user there.
    record Choice(UserId user, ThreadId thread, Setting setting, Set<Waiting> waiting) {}

    private static final int THREADS = 3;
    private static final int STEPS = 12;

    private final Random random;
    private final List<String> users;
    private final List<String> names;
    private final List<Object> updates = new ArrayList<>();
    private final Map<String, ThreadChange> threads = new HashMap<>();
    private final Map<String, Long> heads = new HashMap<>();
    private final Map<String, List<Long>> messages = new HashMap<>();
    private final Map<String, ReadCursor> cursors = new HashMap<>();
    private final Map<String, Set<Long>> hidden = new HashMap<>();
    private final Map<String, Choice> choices = new HashMap<>();
    private long version;

    /// The names of threads and users contain the mark, so that histories do not interfere.
    History(Random random, String mark, int users) {
        this.random = random;
        this.users = List.of(Updates.users(mark, users));
        this.names = IntStream.range(0, THREADS)
                .mapToObj(i -> "thr_" + mark + "_" + i)
                .toList();
        names.forEach(this::run);
    }

    private void run(String thread) {
        messages.put(thread, new ArrayList<>());
        change(thread, 1);
        int versions = 1;
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(6)) {
                case 0 -> change(thread, ++versions);
                case 1 -> hide(thread);
                case 2 -> move(thread, heads.merge(thread, 1L, Long::sum));
                default -> advance(thread);
            }
        }
    }

    private void change(String thread, int at) {
        var some = new ArrayList<>(users);
        Collections.shuffle(some, random);
        List<Participant> participants = some.subList(0, 1 + random.nextInt(users.size())).stream()
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
        cursors.put(thread + user, new ReadCursor(sequence(thread), ordinal(thread), ++version, joinVersion));
        updates.add(head(thread, update(thread, user)));
    }

    private UserUpdate update(String thread, String user) {
        return new UserUpdate(
                new UserId(user), cursors.getOrDefault(thread + user, ReadCursor.NONE), HiddenOrdinals.NONE);
    }

    private long sequence(String thread) {
        return heads.getOrDefault(thread, 0L);
    }

    private long ordinal(String thread) {
        return messages.get(thread).size();
    }

    /// A message was sent at the second of its sequence.
    private ThreadHead head(String thread, UserUpdate... moves) {
        var sent = messages.get(thread);
        return Updates.head(thread, sequence(thread), sent.size(), sent.isEmpty() ? 0 : sent.getLast(), moves);
    }

    /// Lets the log grow by messages.
    private void advance(String thread) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            messages.get(thread).add(heads.merge(thread, 1L, Long::sum));
        }
        move(thread, sequence(thread));
    }

    /// Reports the head, and lets cursors move, some of them back.
    private void move(String thread, long head) {
        var moves = new ArrayList<UserUpdate>();
        for (String user : users) {
            if (ordinal(thread) > 0 && random.nextInt(3) == 0) {
                int read = 1 + random.nextInt((int) ordinal(thread));
                long at = read == ordinal(thread) ? head : messages.get(thread).get(read - 1);
                long join = cursors.getOrDefault(thread + user, ReadCursor.NONE).joinVersion();
                cursors.put(thread + user, new ReadCursor(at, read, ++version, join));
                moves.add(update(thread, user));
            }
        }
        updates.add(head(thread, moves.toArray(UserUpdate[]::new)));
    }

    /// A frame hides an ordinal for all or for one user, or shows it again.
    private void hide(String thread) {
        heads.merge(thread, 1L, Long::sum);
        long ordinal = 1 + random.nextInt((int) ordinal(thread) + 1);
        boolean hides = random.nextInt(3) > 0;
        String whom = random.nextBoolean() ? "" : users.get(random.nextInt(users.size()));
        var set = hidden.computeIfAbsent(thread + whom, key -> new HashSet<>());
        if (hides) {
            set.add(ordinal);
        } else {
            set.remove(ordinal);
        }
        updates.add(
                whom.isEmpty()
                        ? Updates.hiding(head(thread), ordinal, hides, ++version)
                        : head(
                                thread,
                                new UserUpdate(
                                        new UserId(whom),
                                        ReadCursor.NONE,
                                        HiddenOrdinals.of(ordinal, hides, ++version))));
    }

    /// Returns something that a few users set for threads, each for a thread once.
    List<Choice> choose() {
        for (String thread : names) {
            for (String user : users) {
                if (random.nextInt(3) == 0) {
                    var setting = new Setting(
                            random.nextInt(3),
                            random.nextInt(3) == 0,
                            random.nextInt(3) == 0 ? random.nextInt((int) ordinal(thread) + 2) : 0);
                    Set<Waiting> waiting = random.nextInt(4) == 0 ? Set.of(Waiting.GATE) : Set.of(Waiting.CARD);
                    choices.put(thread + user, new Choice(new UserId(user), new ThreadId(thread), setting, waiting));
                }
            }
        }
        return List.copyOf(choices.values());
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
                .flatMap(one -> shown(thread, change, one).stream())
                .forEach(shown::add));
        return shown;
    }

    private Optional<Shown> shown(String thread, ThreadChange change, Participant participant) {
        String user = participant.user().value();
        var choice = choices.getOrDefault(
                thread + user, new Choice(participant.user(), change.thread(), Setting.NONE, Set.of()));
        long head = ordinal(thread);
        long until = choice.setting().hiddenUntil();
        if (choice.waiting().contains(Waiting.GATE) || until > 0 && head <= until) {
            return Optional.empty();
        }
        var cursor = cursors.getOrDefault(thread + user, ReadCursor.NONE);
        var own = hidden.getOrDefault(thread + user, Set.of());
        var gone = new HashSet<>(hidden.getOrDefault(thread, Set.of()));
        gone.addAll(own);
        long unread = head
                - cursor.ordinal()
                - gone.stream()
                        .filter(ordinal -> ordinal > cursor.ordinal() && ordinal <= head)
                        .count();
        boolean archived = change.facts().archived() || choice.setting().archived();
        long second = head == 0 ? 0 : messages.get(thread).getLast();
        return Optional.of(new Shown(
                thread,
                Set.of(archived ? Folder.ARCHIVED : Folder.ALL),
                choice.setting().pinRank(),
                unread,
                cursor.sequence(),
                sequence(thread),
                own.contains(head) ? UNKNOWN : second));
    }
}
