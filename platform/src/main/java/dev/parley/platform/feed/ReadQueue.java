package dev.parley.platform.feed;

import dev.parley.platform.feed.ReadTurns.Turn;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The feeds that wait for their turn to read. Users take turns. Live feeds come first, but one in four turns is for
/// the others if any wait. Not thread-safe.
final class ReadQueue {

    private static final int LIVE_IN_A_ROW = 3;

    private final Map<Object, ArrayDeque<Turn>> live = new LinkedHashMap<>();
    private final Map<Object, ArrayDeque<Turn>> behind = new LinkedHashMap<>();
    private int liveInARow;

    void add(Turn turn, boolean isLive) {
        (isLive ? live : behind)
                .computeIfAbsent(turn.user(), user -> new ArrayDeque<>())
                .addLast(turn);
    }

    void remove(Turn turn) {
        if (!remove(turn, live)) {
            remove(turn, behind);
        }
    }

    private static boolean remove(Turn turn, Map<Object, ArrayDeque<Turn>> from) {
        ArrayDeque<Turn> ofUser = from.get(turn.user());
        if (ofUser == null || !ofUser.remove(turn)) {
            return false;
        }
        if (ofUser.isEmpty()) {
            from.remove(turn.user());
        }
        return true;
    }

    /// Removes and returns the turn that comes next; null if none waits.
    @Nullable
    Turn poll() {
        boolean isLive = behind.isEmpty() || !live.isEmpty() && liveInARow < LIVE_IN_A_ROW;
        liveInARow = isLive ? liveInARow + 1 : 0;
        return poll(isLive ? live : behind);
    }

    /// The user whose turn it was goes to the end.
    private static @Nullable Turn poll(Map<Object, ArrayDeque<Turn>> from) {
        var users = from.entrySet().iterator();
        if (!users.hasNext()) {
            return null;
        }
        var first = users.next();
        users.remove();
        Turn next = first.getValue().pollFirst();
        if (!first.getValue().isEmpty()) {
            from.put(first.getKey(), first.getValue());
        }
        return next;
    }

    int size() {
        return size(live) + size(behind);
    }

    private static int size(Map<Object, ArrayDeque<Turn>> all) {
        return all.values().stream().mapToInt(ArrayDeque::size).sum();
    }
}
