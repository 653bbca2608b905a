package dev.parley.message.memory;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.FenceStore;
import dev.parley.message.log.Change;
import dev.parley.message.log.ChangeBatch;
import dev.parley.message.log.FenceChange;
import dev.parley.message.log.Frame;
import dev.parley.message.log.FrameId;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.KnownRows;
import dev.parley.message.log.KnownRows.Lookup;
import dev.parley.message.log.KnownRows.State;
import dev.parley.message.log.KnownRows.StoredFrame;
import dev.parley.message.log.LogListener;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.Overlay;
import dev.parley.message.log.PendingChange;
import dev.parley.message.log.StoredHead;
import dev.parley.message.memory.MemoryStore.FrameKey;
import dev.parley.message.memory.MemoryStore.Log;
import dev.parley.message.memory.MemoryStore.Stored;
import dev.parley.message.timeline.Timeline;
import dev.parley.platform.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/// The log in memory: each change is a separate batch, decided by the same class as on every engine.
public final class MemoryMessageLog implements MessageLog, FenceStore {

    private final MemoryStore store;
    private final Clock clock;
    private final LogListener listener;

    /// Creates an instance on a store.
    public MemoryMessageLog(MemoryStore store, Clock clock, LogListener listener) {
        this.store = store;
        this.clock = clock;
        this.listener = listener;
    }

    @Override
    public List<Result> setFences(List<Fence> fences) {
        return fences.stream()
                .map(fence -> result(write(new FenceChange(fence))))
                .toList();
    }

    private static Result result(CompletableFuture<Result.Stored> stored) {
        try {
            return stored.join();
        } catch (CompletionException failure) {
            return new Result.Failed((ProblemException) failure.getCause());
        }
    }

    @Override
    public <R> CompletableFuture<R> write(Change<R> change) {
        var pending = new PendingChange<>(change);
        try {
            synchronized (store) {
                store.reach();
                var batch = new ChangeBatch(List.of(pending));
                Map<ThreadId, StoredHead> heads = heads(batch.threads());
                var rows = new KnownRows(heads, frames(batch.lookups()));
                readStates(batch, rows);
                batch.decide(
                        rows,
                        fencesNow(batch.unknownFences(heads)),
                        Set.of(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS));
                apply(batch);
                batch.announce(listener);
                batch.answer();
            }
        } catch (ProblemException problem) {
            pending.result().completeExceptionally(problem);
        }
        return pending.result();
    }

    private Map<ThreadId, StoredHead> heads(Collection<ThreadId> threads) {
        var heads = new HashMap<ThreadId, StoredHead>();
        for (ThreadId thread : threads) {
            Log log = store.logs.get(thread);
            if (log != null) {
                heads.put(thread, log.head);
            }
        }
        return heads;
    }

    private Map<Integer, StoredFrame> frames(List<Lookup> lookups) {
        var frames = new HashMap<Integer, StoredFrame>();
        for (int slot = 0; slot < lookups.size(); slot++) {
            Lookup lookup = lookups.get(slot);
            Log log = store.logs.get(lookup.thread());
            Stored stored = log == null ? null : log.byId.get(lookup.id());
            if (stored != null) {
                frames.put(slot, stored(log, stored, lookup));
            }
        }
        return frames;
    }

    private void readStates(ChangeBatch batch, KnownRows rows) {
        for (int slot : batch.statesToRead(rows)) {
            Lookup lookup = batch.lookups().get(slot);
            Log log = store.logs.get(lookup.thread());
            Frame frame = log.byId.get(lookup.id()).frame();
            rows.frames().computeIfPresent(slot, (same, stored) -> stored.with(state(log, frame)));
        }
    }

    private static State state(Log log, Frame frame) {
        return new State(Optional.of(frame.content()), Optional.ofNullable(log.overlays.get(frame.sequence())));
    }

    private static StoredFrame stored(Log log, Stored stored, Lookup lookup) {
        Frame frame = stored.frame();
        long target = frame.content().target().map(Frame.Reference::sequence).orElse(0L);
        return new StoredFrame(
                frame.sequence(),
                frame.ordinal(),
                frame.createTime(),
                frame.content().kind(),
                target,
                Arrays.equals(stored.contentHash(), lookup.contentHash()),
                lookup.viewer().filter(hiddenFor(log, frame)::contains).isPresent(),
                KnownRows.State.UNKNOWN);
    }

    private void apply(ChangeBatch batch) {
        batch.grown().forEach(grown -> {
            Log log = store.logs.computeIfAbsent(grown.thread(), thread -> new Log());
            log.relay.dirty |= grown.head().sequence() > log.head.head().sequence();
            log.head = grown.newest();
            log.messageSequence = Math.max(log.messageSequence, grown.messageSequence());
        });
        batch.writes().frames().forEach(written -> {
            Log log = store.logs.get(written.frame().thread());
            var stored = new Stored(
                    written.frame(),
                    written.contentHash(),
                    store.timelines.getLast().number());
            log.frames.add(stored);
            log.byId.put(written.frame().id(), stored);
        });
        batch.writes().fences().forEach(fence -> store.logs.get(fence.thread()).fence = fence);
        batch.writes()
                .overlays()
                .forEach(written -> store.logs
                        .get(written.overlay().thread())
                        .overlays
                        .put(written.overlay().sequence(), written.overlay()));
        batch.writes()
                .hidden()
                .forEach(one -> store.logs
                        .get(one.thread())
                        .hidden
                        .merge(key(one), one, (old, newer) -> newer.version() > old.version() ? newer : old));
        batch.writes().cursors().forEach(cursor -> MemoryCursorStore.begin(store.logs.get(cursor.thread()), cursor));
        batch.writes()
                .unscreened()
                .forEach(frame -> store.unscreened.put(new FrameKey(frame.thread(), frame.sequence()), frame));
    }

    private static String key(HiddenMessage one) {
        return one.viewer().map(UserId::value).orElse("") + " " + one.sequence();
    }

    private Map<ThreadId, Fence> fencesNow(Collection<ThreadId> threads) {
        var fences = new HashMap<ThreadId, Fence>();
        for (ThreadId thread : threads) {
            Log log = store.logs.get(thread);
            if (log != null && log.fence != null) {
                fences.put(thread, log.fence);
            }
        }
        return fences;
    }

    @Override
    public Map<ThreadId, Fence> fences(Collection<ThreadId> threads) {
        synchronized (store) {
            store.reach();
            return fencesNow(threads);
        }
    }

    @Override
    public List<Found> find(Map<MessageId, ThreadId> ids) {
        synchronized (store) {
            store.reach();
            var found = new ArrayList<Found>();
            ids.forEach((message, thread) -> {
                Log log = store.logs.get(thread);
                Stored stored = log == null ? null : log.byId.get(FrameId.of(message));
                if (stored != null && stored.frame().content().kind().isListed()) {
                    Frame frame = stored.frame();
                    found.add(new Found(
                            frame,
                            Optional.ofNullable(log.overlays.get(frame.sequence())),
                            hiddenFor(log, frame),
                            stored.contentHash(),
                            log.head.fenceVersion()));
                }
            });
            return found;
        }
    }

    @Override
    public Optional<Page> page(ThreadId thread, PageRequest request) {
        synchronized (store) {
            store.reach();
            Log log = store.logs.get(thread);
            return log == null ? Optional.empty() : Optional.of(page(log, request, store.timelines.getLast()));
        }
    }

    private static Page page(Log log, PageRequest request, Timeline timeline) {
        boolean before = request.direction() == PageRequest.Direction.BEFORE;
        List<Frame> side = log.frames.stream()
                .map(Stored::frame)
                .filter(frame -> frame.sequence() >= log.firstSequence)
                .filter(frame -> before ? frame.sequence() < request.sequence() : frame.sequence() > request.sequence())
                .filter(frame -> request.shown() == PageRequest.Shown.FRAMES
                        || frame.content().kind().isListed())
                .toList();
        var taken = new ArrayList<Frame>();
        long bytes = 0;
        for (Frame frame : before ? side.reversed() : side) {
            if (taken.size() == request.limit() || bytes >= request.bytes()) {
                break;
            }
            taken.add(frame);
            bytes += frame.content() instanceof Frame.Posted posted
                    ? posted.text().getBytes(StandardCharsets.UTF_8).length
                    : frame.content().weight();
        }
        var overlays = new HashMap<Long, Overlay>();
        taken.forEach(frame -> {
            Overlay overlay = log.overlays.get(frame.sequence());
            if (overlay != null) {
                overlays.put(frame.sequence(), overlay);
            }
        });
        var hidden = new HashMap<Long, Set<UserId>>();
        taken.forEach(frame -> {
            if (!hiddenFor(log, frame).isEmpty()) {
                hidden.put(frame.sequence(), hiddenFor(log, frame));
            }
        });
        return new Page(
                List.copyOf(before ? taken.reversed() : taken),
                overlays,
                hidden,
                taken.size() < side.size(),
                state(log, timeline));
    }

    private static Set<UserId> hiddenFor(Log log, Frame frame) {
        if (!frame.content().kind().isMessage()) {
            return Set.of();
        }
        return log.hidden.values().stream()
                .filter(one -> one.hidden() && one.sequence() == frame.sequence())
                .flatMap(one -> one.viewer().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static LogState state(Log log, Timeline timeline) {
        return new LogState(
                log.head.head(),
                log.head.fenceVersion(),
                log.firstSequence,
                log.messageSequence,
                log.relay.moves,
                timeline);
    }

    @Override
    public Map<ThreadId, LogState> states(Collection<ThreadId> threads) {
        synchronized (store) {
            store.reach();
            var states = new HashMap<ThreadId, LogState>();
            for (ThreadId thread : threads) {
                Log log = store.logs.get(thread);
                if (log != null) {
                    states.put(thread, state(log, store.timelines.getLast()));
                }
            }
            return states;
        }
    }

    @Override
    public Set<ThreadId> diverged(Timeline since, Map<ThreadId, Long> positions) {
        synchronized (store) {
            store.reach();
            var diverged = new HashSet<ThreadId>();
            positions.forEach((thread, sequence) -> {
                Log log = store.logs.get(thread);
                boolean kept = sequence == 0
                        || log != null
                                && sequence <= log.frames.size()
                                && log.frames.get((int) (sequence - 1)).timeline() <= since.number();
                if (!kept || !store.timelines.contains(since)) {
                    diverged.add(thread);
                }
            });
            return diverged;
        }
    }

    @Override
    public void beginTimeline(Timeline current) {
        synchronized (store) {
            store.reach();
            if (store.timelines.getLast().equals(current)) {
                store.beginTimeline();
            }
        }
    }
}
