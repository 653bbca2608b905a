package dev.parley.message.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.Change.NewFrame;
import dev.parley.message.log.KnownRows.Lookup;
import dev.parley.message.log.KnownRows.StoredFrame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A store as an engine sees it: it looks up, and writes if heads have not moved and ids are new. It checks
/// its invariants on each write.
final class SimulatedStore {

    final Map<ThreadId, StoredHead> heads = new TreeMap<>();
    final Map<ThreadId, Fence> fences = new TreeMap<>();
    final Map<ThreadId, List<NewFrame>> frames = new TreeMap<>();

    /// Returns the current heads and frames.
    KnownRows look(Collection<ThreadId> threads, List<Lookup> lookups, int firstSlot) {
        var known = new HashMap<ThreadId, StoredHead>();
        threads.forEach(thread -> {
            if (heads.containsKey(thread)) {
                known.put(thread, heads.get(thread));
            }
        });
        var found = new HashMap<Integer, StoredFrame>();
        for (int slot = 0; slot < lookups.size(); slot++) {
            Lookup lookup = lookups.get(slot);
            for (NewFrame stored : frames.getOrDefault(lookup.thread(), List.of())) {
                if (stored.frame().id().equals(lookup.id())) {
                    found.put(firstSlot + slot, stored(stored, lookup));
                }
            }
        }
        return new KnownRows(known, found);
    }

    private static StoredFrame stored(NewFrame stored, Lookup lookup) {
        Frame frame = stored.frame();
        long target = frame.content().target().map(Frame.Reference::sequence).orElse(0L);
        return new StoredFrame(
                frame.sequence(),
                frame.ordinal(),
                frame.createTime(),
                frame.content().kind(),
                target,
                Arrays.equals(stored.contentHash(), lookup.contentHash()),
                false,
                KnownRows.State.of(frame.content()));
    }

    /// Writes all of a batch or nothing. Returns whether it wrote.
    boolean writeUnmoved(ChangeBatch batch) {
        boolean unmoved = batch.grown().stream()
                .allMatch(grown -> grown.stored().equals(heads.getOrDefault(grown.thread(), StoredHead.EMPTY)));
        boolean fresh = batch.writes().frames().stream()
                .noneMatch(written -> frames.getOrDefault(written.frame().thread(), List.of()).stream()
                        .anyMatch(stored ->
                                stored.frame().id().equals(written.frame().id())));
        if (!unmoved || !fresh) {
            return false;
        }
        batch.writes().frames().forEach(this::write);
        batch.writes().fences().forEach(fence -> fences.put(fence.thread(), fence));
        batch.grown().forEach(grown -> heads.put(grown.thread(), grown.newest()));
        return true;
    }

    private void write(NewFrame written) {
        Frame frame = written.frame();
        List<NewFrame> log = frames.computeIfAbsent(frame.thread(), thread -> new ArrayList<>());
        assertThat(frame.sequence()).isEqualTo(log.size() + 1L);
        Instant before = log.isEmpty() ? Instant.EPOCH : log.getLast().frame().createTime();
        assertThat(frame.createTime()).isAfterOrEqualTo(before);
        log.add(written);
    }
}
