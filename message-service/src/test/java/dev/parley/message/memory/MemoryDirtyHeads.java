package dev.parley.message.memory;

import dev.parley.id.ThreadId;
import dev.parley.message.log.Head;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.memory.MemoryStore.Log;
import dev.parley.message.memory.MemoryStore.Moved;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.platform.backlog.Backlog.Depth;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The dirty heads in memory.
public final class MemoryDirtyHeads implements DirtyHeads {

    private final MemoryStore store;

    /// Uses the dirty heads of a store.
    public MemoryDirtyHeads(MemoryStore store) {
        this.store = store;
    }

    @Override
    public List<DirtyHead> dirty(Collection<Integer> shards, Place after, int limit) {
        synchronized (store) {
            store.reach();
            return logs().filter(log -> log.getValue().relay.dirty)
                    .filter(log -> shards.contains(DirtyHeads.shardOf(log.getKey())))
                    .filter(log -> order().compare(Place.of(log.getKey()), after) > 0)
                    .sorted(Comparator.comparing(log -> Place.of(log.getKey()), order()))
                    .limit(limit)
                    .map(log -> head(log.getKey(), log.getValue()))
                    .toList();
        }
    }

    private static Comparator<Place> order() {
        return Comparator.comparingInt(Place::shard).thenComparing(Place::thread);
    }

    private Stream<Map.Entry<ThreadId, Log>> logs() {
        return store.logs.entrySet().stream();
    }

    private static DirtyHead head(ThreadId thread, Log log) {
        Found found = found(thread, log, log.relay.settledMoves, PART);
        List<HiddenMessage> hidden = hidden(log, log.relay.settledHidden, PART);
        return DirtyHead.of(found, hidden);
    }

    private static List<HiddenMessage> hidden(Log log, HiddenPlace after, int most) {
        return log.hidden.values().stream()
                .filter(one -> HiddenPlace.of(one).compareTo(after) > 0)
                .sorted(Comparator.comparing(HiddenPlace::of))
                .limit(most)
                .toList();
    }

    private static Found found(ThreadId thread, Log log, long settledMoves, int most) {
        MemoryCursorStore.fold(log);
        Optional<Newest> newest = log.frame(log.messageSequence)
                .map(frame -> new Newest(
                        frame.messageId(),
                        frame.sequence(),
                        frame.createTime(),
                        frame.content().actor()));
        List<Moved> moved = log.cursors.values().stream()
                .filter(one -> one.readMove() > settledMoves)
                .sorted(Comparator.comparingLong(Moved::readMove))
                .limit(most)
                .toList();
        Head head = log.head.head();
        return new Found(
                thread,
                head.sequence(),
                head,
                newest,
                moved.stream().map(Moved::cursor).toList(),
                moved.isEmpty() ? 0 : moved.getLast().readMove(),
                log.relay.readMoves);
    }

    @Override
    public void settle(List<DirtyHead> heads) {
        synchronized (store) {
            store.reach();
            for (DirtyHead head : heads) {
                Log log = store.logs.get(head.thread());
                if (log != null) {
                    log.relay.settledMoves =
                            Math.max(log.relay.settledMoves, head.mark().offered());
                    if (head.mark().hidden().compareTo(log.relay.settledHidden) > 0) {
                        log.relay.settledHidden = head.mark().hidden();
                    }
                    log.relay.parkedReason = null;
                    log.relay.dirty &= !head.mark().complete() || !isUnmoved(log, head);
                }
            }
        }
    }

    private static boolean isUnmoved(Log log, DirtyHead head) {
        return log.relay.readMoves == head.mark().moves()
                && log.head.head().sequence() == head.mark().sequence();
    }

    @Override
    public Depth depth() {
        synchronized (store) {
            store.reach();
            return new Depth(parked("", 1_000).size(), Duration.ZERO);
        }
    }

    @Override
    public void park(DirtyHead head, int attempts, String reason) {
        synchronized (store) {
            store.reach();
            Log log = store.logs.get(head.thread());
            if (log.relay.readMoves == head.mark().moves()) {
                log.relay.parkedReason = reason;
                log.relay.parkedSequence = head.mark().sequence();
                log.relay.parkedAttempts = attempts;
                log.relay.dirty &= !isUnmoved(log, head);
            }
        }
    }

    @Override
    public List<Parked> parked(String after, int limit) {
        synchronized (store) {
            store.reach();
            return logs().filter(log -> log.getValue().relay.parkedReason != null)
                    .filter(log -> log.getKey().value().compareTo(after) > 0)
                    .limit(limit)
                    .map(log -> new Parked(
                            log.getKey(),
                            log.getValue().relay.parkedSequence,
                            String.valueOf(log.getValue().relay.parkedReason),
                            log.getValue().relay.parkedAttempts,
                            Instant.EPOCH))
                    .toList();
        }
    }

    @Override
    public Optional<DirtyHead> whole(ThreadId thread) {
        synchronized (store) {
            store.reach();
            Log log = store.logs.get(thread);
            if (log == null) {
                return Optional.of(new DirtyHead(
                        thread,
                        Head.EMPTY,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        new Mark(0, 0, 0, HiddenPlace.START, true)));
            }
            return DirtyHead.whole(found(thread, log, 0, WHOLE + 1), hidden(log, HiddenPlace.START, WHOLE + 1));
        }
    }

    @Override
    public boolean retry(ThreadId thread) {
        synchronized (store) {
            store.reach();
            Log log = store.logs.get(thread);
            if (log == null || log.relay.parkedReason == null) {
                return false;
            }
            log.relay.parkedReason = null;
            log.relay.dirty = true;
            return true;
        }
    }
}
