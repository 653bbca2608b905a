package dev.parley.message.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Standing;
import dev.parley.message.log.MessageLog.Appended;
import dev.parley.message.log.MessageLog.Page;
import dev.parley.message.timeline.Timeline;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One store under test, on which a contract may open several instances of the engine, with helpers for the
/// contracts. Threads have unique names, so the tests of a class can share a store.
public interface MessageLogContractStore {

    UserId ALICE = new UserId("usr_alice");
    UserId BOB = new UserId("usr_bob");
    UserId CAROL = new UserId("usr_carol");
    ContentHasher HASHER = draft -> draft.content().getBytes(StandardCharsets.UTF_8);

    /// Opens another instance on the store. The test of the store closes it.
    ContractLog open(Clock clock, LogListener listener);

    default ContractLog open() {
        return open(Clock.systemUTC(), new SilentListener());
    }

    /// Ignores all notifications.
    class SilentListener implements LogListener {
        @Override
        public void appended(ThreadId thread, List<Frame> frames, List<Overlay> overlays, List<HiddenMessage> hidden) {}

        @Override
        public void fenced(Fence fence) {}
    }

    /// Creates a thread of Alice and Bob, with version 1 of its fence.
    static ThreadId newThread(ContractLog log) {
        var thread = unknownThread();
        log.setFence(fence(thread, 1, ALICE, BOB));
        return thread;
    }

    /// Returns the current timeline of the store.
    static Timeline timeline(ContractLog log) {
        ThreadId thread = newThread(log);
        return log.states(List.of(thread)).get(thread).timeline();
    }

    static ThreadId unknownThread() {
        return new ThreadId("thr_" + UUID.randomUUID().toString().replace("-", ""));
    }

    static Fence fence(ThreadId thread, long version, UserId... users) {
        return Fence.of(thread, version, Standing.Status.OPEN, users);
    }

    /// Returns a post under the fence that [#newThread] stores.
    static Post text(ThreadId thread, UserId sender, String requestId, String text) {
        return post(new Draft(thread, sender, requestId, text, Optional.empty()));
    }

    static Post reply(ThreadId thread, UserId sender, String requestId, MessageId replyTo) {
        return post(new Draft(thread, sender, requestId, "reply", Optional.of(replyTo)));
    }

    static Post post(Draft draft) {
        return Post.of(draft, HASHER, fence(draft.thread(), 1, ALICE, BOB), true);
    }

    /// Returns a post under a fence: a text or a reply.
    static Post post(Fence fence, UserId sender, String requestId, Optional<MessageId> replyTo) {
        return Post.of(new Draft(fence.thread(), sender, requestId, "text", replyTo), HASHER, fence, true);
    }

    /// Returns a message that is not a reply.
    static Frame.Posted posted(UserId sender, String text) {
        return new Frame.Posted(sender, text, Optional.empty());
    }

    /// Sends as Alice and waits.
    static Frame sent(ContractLog log, ThreadId thread, String requestId) {
        return sent(log, thread, ALICE, requestId);
    }

    static Frame sent(ContractLog log, ThreadId thread, UserId sender, String requestId) {
        return get(log.append(text(thread, sender, requestId, "text of " + requestId)))
                .frame();
    }

    static Appended get(CompletableFuture<Appended> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new AssertionError("The append failed", failure);
        }
    }

    /// Returns the problem that an append ends with.
    static Problem problemOf(CompletableFuture<Appended> future) {
        try {
            Appended appended = future.get(30, TimeUnit.SECONDS);
            throw new AssertionError("Appended as " + appended.frame().sequence());
        } catch (ExecutionException failed) {
            assertThat(failed.getCause()).isInstanceOf(ProblemException.class);
            return ((ProblemException) failed.getCause()).problem();
        } catch (InterruptedException | TimeoutException failure) {
            throw new AssertionError("The append did not end in time", failure);
        }
    }

    /// Returns the problem that a call throws.
    static Problem problemOf(Runnable call) {
        try {
            call.run();
        } catch (ProblemException thrown) {
            return thrown.problem();
        }
        throw new AssertionError("No problem");
    }

    /// Returns the whole thread, read page by page.
    static List<Frame> history(ContractLog log, ThreadId thread) {
        Page page = log.after(thread, 0, 1000).orElseThrow();
        var frames = Stream.of(page.frames()).flatMap(List::stream).collect(Collectors.toList());
        while (page.more()) {
            page = log.after(thread, frames.getLast().sequence(), 1000).orElseThrow();
            frames.addAll(page.frames());
        }
        assertDense(frames);
        return frames;
    }

    /// Asserts that sequences are 1, 2, 3 … and that ordinal and time never decrease.
    static void assertDense(List<Frame> frames) {
        long ordinal = 0;
        for (int index = 0; index < frames.size(); index++) {
            Frame frame = frames.get(index);
            ordinal += frame.content().kind().isMessage() ? 1 : 0;
            assertThat(frame.sequence()).isEqualTo(index + 1L);
            assertThat(frame.ordinal()).isEqualTo(ordinal);
            if (index > 0) {
                assertThat(frame.createTime())
                        .isAfterOrEqualTo(frames.get(index - 1).createTime());
            }
        }
    }
}
