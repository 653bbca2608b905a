package dev.parley.message.log;

import static dev.parley.message.log.MessageLogContractStore.ALICE;
import static dev.parley.message.log.MessageLogContractStore.BOB;
import static dev.parley.message.log.MessageLogContractStore.CAROL;
import static dev.parley.message.log.MessageLogContractStore.HASHER;
import static dev.parley.message.log.MessageLogContractStore.fence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.FenceStore;
import dev.parley.message.log.Change.NewFrame;
import dev.parley.message.log.MessageLog.Appended;
import dev.parley.platform.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Replicas that write to one store as engines do: optimistically by cached heads, or locked. Responses can
/// get lost.
final class SimulatedWorld {

    private static final List<ThreadId> THREADS = List.of(new ThreadId("thr_1"), new ThreadId("thr_2"));
    private static final List<UserId> USERS = List.of(ALICE, BOB, CAROL);

    private final Random random;
    private final SimulatedStore store = new SimulatedStore();
    private final List<Replica> replicas = List.of(new Replica(), new Replica());
    private final List<PendingChange<Appended>> posts = new ArrayList<>();
    private final List<PendingChange<FenceStore.Result.Stored>> fences = new ArrayList<>();
    private final List<Frame> heard = new ArrayList<>();
    private final Map<ThreadId, Long> versions = new HashMap<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /// A process with its waiting changes and its cache.
    private static final class Replica implements LogListener {
        final Deque<PendingChange<?>> waiting = new ArrayDeque<>();
        final Map<ThreadId, StoredHead> remembered = new HashMap<>();
        final Map<ThreadId, Fence> fences = new HashMap<>();
        final List<Frame> heard = new ArrayList<>();

        @Override
        public void appended(ThreadId thread, List<Frame> frames, List<Overlay> overlays, List<HiddenMessage> hidden) {
            heard.addAll(frames);
        }

        @Override
        public void fenced(Fence fence) {
            fences.merge(fence.thread(), fence, (old, newer) -> newer.version() > old.version() ? newer : old);
        }
    }

    SimulatedWorld(long seed) {
        this.random = new Random(seed);
        THREADS.forEach(thread -> {
            versions.put(thread, 1L);
            setFence(replicas.getFirst(), fence(thread, 1, ALICE, BOB));
        });
        writeAll();
    }

    /// Performs one random step.
    void step() {
        now = now.plusMillis(random.nextInt(40) - 10);
        Replica replica = any(replicas);
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> post(replica);
            case 4 -> changeFence(replica);
            default -> write(replica);
        }
    }

    /// Writes everything that waits, without losing a response any more.
    void settle() {
        writeAll();
        replicas.forEach(replica -> heard.addAll(replica.heard));
    }

    private void writeAll() {
        for (Replica replica : replicas) {
            while (!replica.waiting.isEmpty()) {
                List<PendingChange<?>> batch = take(replica);
                writeLocked(replica, batch, false);
            }
        }
    }

    private void post(Replica replica) {
        ThreadId thread = any(THREADS);
        Optional<MessageId> replyTo = random.nextInt(4) > 0
                ? Optional.empty()
                : Optional.of(FrameId.ofSend(thread, any(USERS), "request-" + random.nextInt(12)));
        var draft = new Draft(
                thread,
                any(USERS),
                "request-" + random.nextInt(12),
                random.nextInt(6) == 0 ? "other" : "text",
                replyTo);
        Fence known = replica.fences.getOrDefault(thread, fence(thread, 1, ALICE, BOB));
        try {
            known.admitWriter(draft.sender(), now);
        } catch (ProblemException denied) {
            return;
        }
        var pending = new PendingChange<>(Post.of(draft, HASHER, known, true));
        posts.add(pending);
        replica.waiting.add(pending);
    }

    private void changeFence(Replica replica) {
        ThreadId thread = any(THREADS);
        long version = versions.merge(thread, 1L, Long::sum) - random.nextInt(3);
        UserId[] members = USERS.stream().filter(user -> random.nextInt(4) > 0).toArray(UserId[]::new);
        if (fences.stream().noneMatch(other -> same(other, thread, version)) && version > 0) {
            setFence(replica, fence(thread, version, members));
        }
    }

    private static boolean same(PendingChange<FenceStore.Result.Stored> pending, ThreadId thread, long version) {
        return pending.thread().equals(thread)
                && ((FenceChange) pending.change()).fence().version() == version;
    }

    private void setFence(Replica replica, Fence fence) {
        var pending = new PendingChange<>(new FenceChange(fence));
        fences.add(pending);
        replica.waiting.add(pending);
    }

    private void write(Replica replica) {
        if (replica.waiting.isEmpty()) {
            return;
        }
        List<PendingChange<?>> batch = take(replica);
        boolean lost = random.nextInt(4) == 0;
        if (random.nextBoolean() && writeUnmoved(replica, batch, lost)) {
            return;
        }
        writeLocked(replica, batch, lost);
    }

    private List<PendingChange<?>> take(Replica replica) {
        var batch = new ArrayList<PendingChange<?>>();
        int size = 1 + random.nextInt(6);
        while (batch.size() < size && !replica.waiting.isEmpty()) {
            batch.add(replica.waiting.poll());
        }
        return batch;
    }

    /// Decides by the replica's cache, which may be stale. Returns whether the batch is complete.
    private boolean writeUnmoved(Replica replica, List<PendingChange<?>> changes, boolean lost) {
        var batch = new ChangeBatch(changes);
        if (batch.isRepeated()) {
            return false;
        }
        var heads = new HashMap<ThreadId, StoredHead>();
        batch.threads()
                .forEach(thread -> heads.put(thread, replica.remembered.getOrDefault(thread, store.heads.get(thread))));
        KnownRows found = store.look(
                Set.of(),
                batch.references(),
                batch.lookups().size() - batch.references().size());
        if (!batch.opened().isEmpty() || !batch.unknownFences(heads).isEmpty()) {
            return false;
        }
        batch.decide(new KnownRows(heads, found.frames()), Map.of(), Set.of(), now);
        if (!batch.writes().isEmpty() && !store.writeUnmoved(batch)) {
            batch.abandon();
            replica.remembered.keySet().removeAll(batch.threads());
            return false;
        }
        return finish(replica, batch, changes, lost && !batch.writes().isEmpty());
    }

    private void writeLocked(Replica replica, List<PendingChange<?>> changes, boolean lost) {
        var batch = new ChangeBatch(changes);
        KnownRows rows = store.look(batch.threads(), batch.lookups(), 0);
        var looked = new HashMap<ThreadId, Fence>();
        batch.unknownFences(rows.heads()).forEach(thread -> looked.put(thread, store.fences.get(thread)));
        batch.decide(rows, looked, Set.of(), now);
        boolean rolledBack = lost && random.nextBoolean();
        if (!rolledBack) {
            assertThat(store.writeUnmoved(batch)).isTrue();
        }
        finish(replica, batch, changes, lost);
    }

    /// After a lost response, the same changes are tried again before all others.
    private boolean finish(Replica replica, ChangeBatch batch, List<PendingChange<?>> changes, boolean lost) {
        if (lost) {
            replica.remembered.keySet().removeAll(batch.threads());
            changes.reversed().forEach(replica.waiting::addFirst);
            return true;
        }
        replica.remembered.putAll(batch.heads());
        batch.announce(replica);
        batch.answer();
        return true;
    }

    /// Checks the invariants of the whole.
    void check() {
        THREADS.forEach(this::checkLog);
        posts.forEach(this::checkPost);
        fences.forEach(pending -> assertThat(pending.result().join().version())
                .isGreaterThanOrEqualTo(((FenceChange) pending.change()).fence().version()));
        assertThat(heard).as("no notification comes twice").doesNotHaveDuplicates();
    }

    private void checkLog(ThreadId thread) {
        List<Frame> log = store.frames.getOrDefault(thread, List.of()).stream()
                .map(NewFrame::frame)
                .toList();
        MessageLogContractStore.assertDense(log);
        assertThat(log).extracting(Frame::id).doesNotHaveDuplicates();
        StoredHead head = store.heads.get(thread);
        assertThat(head.head())
                .isEqualTo(log.isEmpty() ? Head.EMPTY : log.getLast().head());
        Set<UserId> members = new HashSet<>(List.of(ALICE, BOB));
        for (Frame frame : log) {
            switch (frame.content()) {
                case Frame.Posted posted ->
                    assertThat(members)
                            .contains(posted.sender().flatMap(Actor::user).orElseThrow());
                case Frame.Joined joined -> members.addAll(joined.users());
                case Frame.Left left -> members.removeAll(left.users());
                case Frame.Unknown _ -> throw new AssertionError("Never written");
            }
        }
        assertThat(members).isEqualTo(store.fences.get(thread).participants().keySet());
        assertThat(head.fenceVersion()).isEqualTo(store.fences.get(thread).version());
    }

    /// An acknowledged send is in the log, once, with its content. A refused one has written nothing.
    private void checkPost(PendingChange<Appended> pending) {
        Post post = (Post) pending.change();
        Optional<NewFrame> stored = store.frames.getOrDefault(post.thread(), List.of()).stream()
                .filter(written -> written.frame().id().equals(FrameId.of(post.id())))
                .findFirst();
        if (!pending.result().isCompletedExceptionally()) {
            assertThat(pending.result().join().frame())
                    .isEqualTo(stored.orElseThrow().frame());
        }
        long firsts = posts.stream()
                .filter(other -> ((Post) other.change()).id().equals(post.id()))
                .filter(other -> !other.result().isCompletedExceptionally()
                        && !other.result().join().replayed())
                .count();
        assertThat(firsts).isEqualTo(stored.isPresent() ? 1 : 0);
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
