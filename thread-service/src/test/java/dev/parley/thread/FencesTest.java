package dev.parley.thread;

import static dev.parley.thread.ThreadWorld.draft;
import static dev.parley.thread.ThreadWorld.refused;
import static dev.parley.thread.ThreadWorld.requestId;
import static dev.parley.thread.ThreadWorld.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.inbox.v1.ThreadChange;
import dev.parley.message.v1.FenceParticipant;
import dev.parley.message.v1.FenceStatus;
import dev.parley.platform.testing.WireProblems;
import dev.parley.thread.v1.ListThreadsRequest;
import dev.parley.thread.v1.RemoveParticipantRequest;
import dev.parley.thread.v1.Thread;
import dev.parley.thread.v1.ThreadForm;
import dev.parley.thread.v1.ThreadKind;
import io.grpc.Status;
import io.grpc.Status.Code;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class FencesTest {
    private static ThreadWorld world;

    private final String ann = user("ann");
    private final String bob = user("bob");
    private final String cat = user("cat");

    @BeforeAll
    static void start() {
        world = new ThreadWorld();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @AfterEach
    void bringBack() {
        world.fences.bringBack();
    }

    @Test
    void fenceIsInForceBeforeTheReply() {
        var thread = world.group(ann, bob, cat);
        var fence = world.fences.find(thread.getThreadId()).orElseThrow();
        assertThat(fence.getVersion()).isEqualTo(1);
        assertThat(fence.getStatus()).isEqualTo(FenceStatus.FENCE_STATUS_OPEN);
        assertThat(fence.getParticipantsList())
                .extracting(FenceParticipant::getUserId)
                .containsExactly(ann, bob, cat);
        for (int version = 2; version < 6; version++) {
            var changed = version % 2 == 0 ? world.remove(ann, thread, bob) : world.add(ann, thread, bob);
            assertThat(changed.getVersion()).isEqualTo(version);
            assertThat(world.fences.version(thread.getThreadId())).isEqualTo(version);
        }
    }

    @Test
    void creationIsNotAcknowledgedWithoutItsFence() {
        var request = draft(bob, cat);
        world.fences.takeDown();
        assertUnavailable(() -> world.threads(ann).createThread(request));
        assertUnavailable(() -> world.threads(ann).createThread(request));
        world.fences.bringBack();
        var thread = world.threads(ann).createThread(request);
        assertThat(world.fences.version(thread.getThreadId())).isEqualTo(1);
        assertThat(world.threads(ann)
                        .listThreads(ListThreadsRequest.getDefaultInstance())
                        .getThreadsList())
                .containsExactly(thread);
    }

    @Test
    void directThreadIsNotReturnedWithoutItsFence() {
        world.fences.takeDown();
        assertUnavailable(() -> world.direct(ann, bob));
        assertUnavailable(() -> world.direct(bob, ann));
        world.fences.bringBack();
        var thread = world.direct(bob, ann);
        assertThat(thread.getCreated()).isFalse();
        assertThat(world.fences.version(thread.getThread().getThreadId())).isEqualTo(1);
    }

    @Test
    void tokenOfOursThatTheMessageServiceRefusesIsNoFaultOfTheCaller() {
        world.fences.fail(Status.UNAUTHENTICATED.withDescription("The token has expired."));
        assertUnavailable(() -> world.direct(ann, bob));
        world.fences.bringBack();
        assertThat(world.direct(ann, bob).getCreated()).isFalse();
    }

    @Test
    void removalIsNotAcknowledgedWithoutItsFence() {
        var thread = world.group(ann, bob, cat);
        var request = RemoveParticipantRequest.newBuilder()
                .setThreadId(thread.getThreadId())
                .setRequestId(requestId())
                .setUserId(bob)
                .build();
        world.fences.takeDown();
        assertUnavailable(() -> world.participants(ann).removeParticipant(request));
        world.fences.bringBack();
        var changed = world.participants(ann).removeParticipant(request).getThread();
        assertThat(changed.getVersion()).isEqualTo(2);
        assertThat(world.fences.isWritable(thread.getThreadId(), bob)).isFalse();
    }

    @Test
    void fenceThatNobodyAsksForAgainIsPushedAllTheSame() {
        var thread = world.group(ann, bob, cat);
        world.fences.takeDown();
        assertUnavailable(() -> world.remove(ann, thread, bob));
        world.fences.bringBack();
        await().until(() -> world.fences.version(thread.getThreadId()) == 2);
        assertThat(world.fences.isWritable(thread.getThreadId(), bob)).isFalse();
    }

    @Test
    void blockIsNotAcknowledgedWithoutItsFences() {
        var direct = world.direct(ann, bob).getThread();
        var group = world.group(ann, bob);
        world.fences.takeDown();
        assertUnavailable(() -> world.block(ann, bob, true, 1));
        assertUnavailable(() -> world.block(ann, bob, true, 1));
        world.fences.bringBack();
        assertThat(world.block(ann, bob, true, 1).getVersion()).isEqualTo(1);
        assertThat(world.fences.isWritable(direct.getThreadId(), bob)).isFalse();
        assertThat(world.fences.isWritable(group.getThreadId(), bob)).isFalse();
    }

    @Test
    void inboxIsToldOfThreadsAsTheyAre() {
        var thread = world.threads(ann)
                .createThread(draft(bob, cat).toBuilder().setSubject("Weekend").build());
        var told = awaitTold(thread);
        assertThat(told.getForm()).isEqualTo(ThreadForm.THREAD_FORM_GROUP);
        assertThat(told.getKind()).isEqualTo(ThreadKind.THREAD_KIND_INQUIRY);
        assertThat(told.getSubject()).isEqualTo("Weekend");
        assertThat(told.getCreateTime()).isEqualTo(thread.getCreateTime());
        assertThat(told.getArchived()).isFalse();
        assertThat(told.getParticipantIdsList()).containsExactly(ann, bob, cat);
        assertThat(awaitTold(world.remove(ann, thread, bob)).getParticipantIdsList())
                .containsExactly(ann, cat);
    }

    @Test
    void inboxListsTheBlockedAsWell() {
        var thread = world.direct(ann, bob).getThread();
        world.block(ann, bob, true, 1);
        var blocked = awaitTold(thread.toBuilder().setVersion(2).build());
        assertThat(blocked.getParticipantIdsList()).containsExactly(ann, bob);
    }

    @Test
    void inboxIsToldWhileFencesCanNotBePushed() {
        var thread = world.group(ann, bob, cat);
        world.fences.takeDown();
        assertUnavailable(() -> world.remove(ann, thread, bob));
        assertThat(awaitTold(thread.toBuilder().setVersion(2).build()).getParticipantIdsList())
                .containsExactly(ann, cat);
    }

    private static void assertUnavailable(ThrowingCallable call) {
        var failure = refused(Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE", call);
        assertThat(WireProblems.errorInfo(failure).getMetadataMap()).containsEntry("dependency", "message");
    }

    /// The change that the inbox was told, at this version of the thread.
    private static ThreadChange awaitTold(Thread thread) {
        await().until(() -> world.inboxes
                .find(thread.getThreadId())
                .filter(change -> change.getVersion() >= thread.getVersion())
                .isPresent());
        return world.inboxes.find(thread.getThreadId()).orElseThrow();
    }
}
