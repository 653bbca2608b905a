package dev.parley.inbox;

import dev.parley.inbox.v1.Folder;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.ThreadChange;
import dev.parley.inbox.v1.ThreadHead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// A made-up history of a few threads and users, as their owners would tell it, and what must be shown at its end.
final class RandomHistory {

    /// What a row must show at the end.
    record Shown(Folder folder, String counterpart, long unread, long readSequence, long asOfSequence, long second) {

        static Map<String, Shown> of(Collection<InboxRow> rows) {
            var shown = new TreeMap<String, Shown>();
            rows.forEach(row -> shown.put(
                    row.getThreadId(),
                    new Shown(
                            row.getFolder(),
                            row.getCounterpartId(),
                            row.getUnreadCount(),
                            row.getReadSequence(),
                            row.getAsOfSequence(),
                            row.getActivityTime().getSeconds() - News.second(0).getSeconds())));
            return shown;
        }
    }

    private static final int THREADS = 4;
    private static final int USERS = 5;
    private static final int STEPS = 12;

    private final Random random;
    private final List<String> users;
    private final List<Object> news = new ArrayList<>();
    private final Map<String, ThreadChange> threads = new HashMap<>();
    private final Map<String, Long> heads = new HashMap<>();
    private final Map<String, Long> cursors = new HashMap<>();

    /// The names of threads and users hold the mark, so that histories do not meet.
    RandomHistory(Random random, String mark) {
        this.random = random;
        this.users =
                IntStream.range(0, USERS).mapToObj(i -> "usr_" + mark + "_" + i).toList();
        for (int i = 0; i < THREADS; i++) {
            tell("thr_" + mark + "_" + i);
        }
    }

    private void tell(String thread) {
        change(thread, 1);
        int versions = 1;
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(4) == 0) {
                change(thread, ++versions);
            } else {
                advance(thread);
            }
        }
    }

    private void change(String thread, int version) {
        var some = new ArrayList<>(users);
        Collections.shuffle(some, random);
        var participants = some.subList(0, 1 + random.nextInt(USERS)).toArray(String[]::new);
        var change = News.thread(thread, version, participants).toBuilder()
                .setArchived(random.nextInt(3) == 0)
                .build();
        threads.put(thread, change);
        news.add(change);
    }

    private void advance(String thread) {
        long sequence = heads.merge(thread, 1L + random.nextInt(3), Long::sum);
        ThreadHead.Builder head = News.head(thread, sequence).toBuilder();
        for (String user : users) {
            if (random.nextInt(3) == 0) {
                long read = 1 + random.nextInt((int) sequence);
                cursors.merge(thread + user, read, Math::max);
                head.addCursorMoves(News.move(user, read));
            }
        }
        news.add(head.build());
    }

    List<String> users() {
        return users;
    }

    /// All that was told, in the order in which it happened.
    List<Object> news() {
        return List.copyOf(news);
    }

    /// What a user must see when everything was told.
    Map<String, Shown> shownTo(String user) {
        var shown = new TreeMap<String, Shown>();
        threads.forEach((thread, change) -> {
            var participants = change.getParticipantIdsList();
            if (participants.contains(user)) {
                long head = heads.getOrDefault(thread, 0L);
                long read = cursors.getOrDefault(thread + user, 0L);
                String counterpart =
                        participants.size() != 2 ? "" : participants.get(participants.indexOf(user) == 0 ? 1 : 0);
                var folder = change.getArchived() ? Folder.FOLDER_ARCHIVED : Folder.FOLDER_ALL;
                shown.put(thread, new Shown(folder, counterpart, head - read, read, head, head));
            }
        });
        return shown;
    }
}
