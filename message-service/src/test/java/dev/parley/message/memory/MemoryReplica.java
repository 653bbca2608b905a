package dev.parley.message.memory;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.FenceStore;
import dev.parley.message.fence.Fences;
import dev.parley.message.fence.Standing;
import dev.parley.message.log.ContentHasher;
import dev.parley.message.log.Draft;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Post;
import dev.parley.message.notification.ThreadNotifier;
import dev.parley.message.receipt.CursorStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// One replica of the service's rules on an in-memory store, with its own notifications and caches.
public final class MemoryReplica {

    /// Hashes without a key.
    public static final ContentHasher HASHER = draft -> draft.content().getBytes(StandardCharsets.UTF_8);

    private final ThreadNotifier notifier = new ThreadNotifier();
    private final MemoryMessageLog log;
    private final CursorStore cursors;
    private final Fences fences;

    /// Creates a replica on a store.
    public MemoryReplica(MemoryStore store) {
        log = new MemoryMessageLog(store, Clock.systemUTC(), notifier);
        cursors = new MemoryCursorStore(store, Clock.systemUTC());
        fences = new MemoryFences(log, notifier);
    }

    /// Returns its notifications.
    public ThreadNotifier notifier() {
        return notifier;
    }

    /// Returns the log.
    public MemoryMessageLog log() {
        return log;
    }

    /// Returns the cursors.
    public CursorStore cursors() {
        return cursors;
    }

    /// Returns the cache of fences.
    public Fences fences() {
        return fences;
    }

    /// Creates a thread of users.
    public ThreadId thread(UserId... users) {
        var thread = new ThreadId("thr_" + UUID.randomUUID());
        fence(Fence.of(thread, 1, Standing.Status.OPEN, users));
        return thread;
    }

    /// Puts a fence in force.
    public void fence(Fence fence) {
        switch (log.setFences(List.of(fence)).getFirst()) {
            case FenceStore.Result.Stored(long version, long _, boolean _) -> {
                if (version != fence.version()) {
                    throw new AssertionError("Version " + version + " is in force");
                }
            }
            case FenceStore.Result.Failed(var problem) -> throw problem;
        }
    }

    /// Appends a text.
    public Frame send(ThreadId thread, UserId sender, String text) {
        var draft = new Draft(thread, sender, "req-" + UUID.randomUUID(), text, Optional.empty());
        return log.write(Post.of(draft, HASHER, fences.get(thread), true))
                .join()
                .frame();
    }

    /// Returns the id of the message in a frame, notices included.
    public static MessageId id(Frame frame) {
        return new MessageId(frame.id().value());
    }
}
