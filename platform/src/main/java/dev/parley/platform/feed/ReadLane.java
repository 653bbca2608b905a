package dev.parley.platform.feed;

import dev.parley.platform.feed.ReadTurns.Turn;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Feeds of one kind: a few of them read, and the others wait. Users take turns. Not thread-safe.
final class ReadLane {

    private final int atOnce;
    private final Map<Object, ArrayDeque<Turn>> waiting = new LinkedHashMap<>();
    private int held;

    ReadLane(int atOnce) {
        this.atOnce = atOnce;
    }

    /// Takes a place for a feed that reads. Returns whether there was one.
    boolean enter() {
        if (held == atOnce) {
            return false;
        }
        held++;
        return true;
    }

    void await(Turn turn) {
        waiting.computeIfAbsent(turn.user(), user -> new ArrayDeque<>()).addLast(turn);
    }

    void remove(Turn turn) {
        ArrayDeque<Turn> ofUser = waiting.get(turn.user());
        if (ofUser != null && ofUser.remove(turn) && ofUser.isEmpty()) {
            waiting.remove(turn.user());
        }
    }

    /// Gives the place of a feed that has read to the one that comes next, and returns that; null if none waits. The
    /// user whose turn it was goes to the end.
    @Nullable
    Turn leave() {
        var users = waiting.entrySet().iterator();
        if (!users.hasNext()) {
            held--;
            return null;
        }
        var first = users.next();
        users.remove();
        Turn next = first.getValue().pollFirst();
        if (!first.getValue().isEmpty()) {
            waiting.put(first.getKey(), first.getValue());
        }
        return next;
    }

    int waiting() {
        return waiting.values().stream().mapToInt(ArrayDeque::size).sum();
    }
}
