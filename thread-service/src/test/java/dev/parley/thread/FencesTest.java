package dev.parley.thread;

import static dev.parley.thread.ThreadWorld.draft;
import static dev.parley.thread.ThreadWorld.refused;
import static dev.parley.thread.ThreadWorld.requestId;
import static dev.parley.thread.ThreadWorld.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.parley.inbox.internal.v1.ThreadChange;
import dev.parley.inbox.internal.v1.ThreadChangeParticipant;
import dev.parley.message.internal.v1.Departure;
import dev.parley.message.internal.v1.Fence;
import dev.parley.message.internal.v1.FenceParticipant;
import dev.parley.message.internal.v1.FenceStatus;
import dev.parley.message.v1.LeaveCause;
import dev.parley.platform.testing.WireProblems;
import dev.parley.thread.v1.GroupRole;
import dev.parley.thread.v1.MarketplaceRole;
import dev.parley.thread.v1.RemoveParticipantRequest;
import dev.parley.thread.v1.ThreadForm;
import dev.parley.thread.v1.ThreadKind;
import io.grpc.Status;
import io.grpc.Status.Code;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedThreads.class)
final class FencesTest {
    private final ThreadWorld world;
    private final String ann = user("ann");
    private final String bob = user("bob");
    private final String cat = user("cat");

    FencesTest(ThreadWorld world) {
        this.world = world;
    }

    @Test
    void fenceIsInForceBeforeTheReply() {
        var thread = world.group(ann, bob, cat);
        assertThat(world.fences.get(thread.getThreadId()))
                .isEqualTo(Fence.newBuilder()
                        .setThreadId(thread.getThreadId())
                        .setVersion(1)
                        .setStatus(FenceStatus.FENCE_STATUS_OPEN)
                        .setForm(ThreadForm.THREAD_FORM_GROUP)
                        .setKind(ThreadKind.THREAD_KIND_INQUIRY)
                        .addParticipants(fenced(ann, GroupRole.GROUP_ROLE_OWNER))
                        .addParticipants(fenced(bob, GroupRole.GROUP_ROLE_MEMBER))
                        .addParticipants(fenced(cat, GroupRole.GROUP_ROLE_MEMBER))
                        .build());
        for (int version = 2; version < 6; version++) {
            if (version % 2 == 0) {
                world.remove(ann, thread, bob);
            } else {
                world.add(ann, thread, bob);
            }
            assertThat(world.fences.version(thread.getThreadId())).isEqualTo(version);
        }
    }

    @Test
    void fenceNamesDeparturesWithActorAndCause() {
        var thread = world.group(ann, bob, cat);
        world.remove(ann, thread, bob);
        assertThat(world.fences.get(thread.getThreadId()).getDeparturesList())
                .containsExactly(departure(bob, ann, LeaveCause.LEAVE_CAUSE_REMOVED));
        world.leave(cat, thread);
        assertThat(world.fences.get(thread.getThreadId()).getDeparturesList())
                .containsExactly(departure(cat, cat, LeaveCause.LEAVE_CAUSE_LEFT));
    }

    @Test
    void creationIsNotAcknowledgedWithoutItsFence() {
        world.fences.takeDown(ann);
        assertUnavailable(() -> world.direct(ann, bob));
        assertUnavailable(() -> world.direct(bob, ann));
        world.fences.bringBack(ann);
        var thread = world.direct(bob, ann);
        assertThat(thread.getCreated()).isFalse();
        assertThat(world.fences.version(thread.getThread().getThreadId())).isEqualTo(1);
    }

    @Test
    void tokenOfOursThatTheMessageServiceRefusesIsNoFaultOfTheCaller() {
        world.fences.fail(ann, Status.UNAUTHENTICATED.withDescription("The token has expired."));
        assertUnavailable(() -> world.direct(ann, bob));
        world.fences.bringBack(ann);
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
        world.fences.takeDown(ann);
        assertUnavailable(() -> world.participants(ann).removeParticipant(request));
        world.fences.bringBack(ann);
        assertThat(world.participants(ann).removeParticipant(request).getReplayed())
                .isTrue();
        assertThat(world.fences.version(thread.getThreadId())).isEqualTo(2);
        assertThat(world.fences.isWritable(thread.getThreadId(), bob)).isFalse();
    }

    @Test
    void fenceThatNobodyAsksForAgainIsPushedAllTheSame() {
        var thread = world.group(ann, bob, cat);
        world.fences.takeDown(ann);
        assertUnavailable(() -> world.remove(ann, thread, bob));
        world.fences.bringBack(ann);
        await().until(() -> world.fences.version(thread.getThreadId()) == 2);
        assertThat(world.fences.isWritable(thread.getThreadId(), bob)).isFalse();
        assertThat(world.fences.get(thread.getThreadId()).getDeparturesList())
                .containsExactly(departure(bob, ann, LeaveCause.LEAVE_CAUSE_REMOVED));
    }

    /// The log sees a return by it, when the fence between was never pushed.
    @Test
    void fenceNamesTheVersionOfEachJoin() {
        var thread = world.group(ann, bob, cat);
        world.fences.takeDown(ann);
        assertUnavailable(() -> world.remove(ann, thread, bob));
        assertUnavailable(() -> world.add(ann, thread, bob));
        world.fences.bringBack(ann);
        await().until(() -> world.fences.version(thread.getThreadId()) == 3);
        assertThat(world.fences.get(thread.getThreadId()).getParticipantsList())
                .extracting(FenceParticipant::getUserId, FenceParticipant::getJoinVersion)
                .containsExactly(tuple(ann, 1L), tuple(cat, 1L), tuple(bob, 3L));
    }

    @Test
    void blockIsNotAcknowledgedWithoutAllItsFences() {
        var direct = world.direct(ann, bob).getThread().getThreadId();
        var group = world.group(ann, bob).getThreadId();
        world.fences.refuse(direct);
        assertUnavailable(() -> world.block(ann, bob, true, 1));
        assertThat(world.fences.isWritable(group, bob)).isFalse();
        assertThat(world.fences.isWritable(direct, bob)).isTrue();
        world.fences.accept(direct);
        assertThat(world.block(ann, bob, true, 1).getVersion()).isEqualTo(1);
        assertThat(world.fences.isWritable(direct, bob)).isFalse();
    }

    @Test
    void inboxHearsOfThreadsAsTheyAre() {
        var request = draft(bob, cat).toBuilder().setSubject("Weekend").build();
        var thread = world.threads(ann).createThread(request).getThread();
        var change = awaitChange(thread.getThreadId(), 1);
        assertThat(change.getForm()).isEqualTo(ThreadForm.THREAD_FORM_GROUP);
        assertThat(change.getKind()).isEqualTo(ThreadKind.THREAD_KIND_INQUIRY);
        assertThat(change.getSubject()).isEqualTo("Weekend");
        assertThat(change.getCreateTime()).isEqualTo(thread.getCreateTime());
        assertThat(change.getArchived()).isFalse();
        assertThat(change.getParticipantsList())
                .containsExactly(
                        listed(ann, GroupRole.GROUP_ROLE_OWNER, true),
                        listed(bob, GroupRole.GROUP_ROLE_MEMBER, true),
                        listed(cat, GroupRole.GROUP_ROLE_MEMBER, true));
        world.remove(ann, thread, bob);
        world.add(ann, thread, bob);
        assertThat(awaitChange(thread.getThreadId(), 3).getParticipantsList())
                .containsExactly(
                        listed(ann, GroupRole.GROUP_ROLE_OWNER, true),
                        listed(cat, GroupRole.GROUP_ROLE_MEMBER, true),
                        listed(bob, GroupRole.GROUP_ROLE_MEMBER, false));
    }

    @Test
    void inboxHearsWhileFencesCannotBePushed() {
        var thread = world.group(ann, bob, cat);
        world.fences.takeDown(ann);
        assertUnavailable(() -> world.remove(ann, thread, bob));
        assertThat(awaitChange(thread.getThreadId(), 2).getParticipantsCount()).isEqualTo(2);
        world.fences.bringBack(ann);
    }

    private static void assertUnavailable(ThrowingCallable call) {
        var failure = refused(Code.UNAVAILABLE, "DEPENDENCY_UNAVAILABLE", call);
        assertThat(WireProblems.errorInfo(failure).getMetadataMap()).containsEntry("dependency", "message");
    }

    /// The change that the inbox has heard of, at this version of the thread or a later one.
    private ThreadChange awaitChange(String thread, long version) {
        await().until(() -> world.inboxes
                .find(thread)
                .filter(change -> change.getVersion() >= version)
                .isPresent());
        return world.inboxes.find(thread).orElseThrow();
    }

    private FenceParticipant fenced(String user, GroupRole role) {
        return FenceParticipant.newBuilder()
                .setUserId(user)
                .setMarketplaceRole(MarketplaceRole.MARKETPLACE_ROLE_NONE)
                .setGroupRole(role)
                .setActorId(ann)
                .setJoinVersion(1)
                .build();
    }

    private static ThreadChangeParticipant listed(String user, GroupRole role, boolean founding) {
        return ThreadChangeParticipant.newBuilder()
                .setUserId(user)
                .setMarketplaceRole(MarketplaceRole.MARKETPLACE_ROLE_NONE)
                .setGroupRole(role)
                .setFounding(founding)
                .build();
    }

    private static Departure departure(String user, String actor, LeaveCause cause) {
        return Departure.newBuilder()
                .setUserId(user)
                .setActorId(actor)
                .setCause(cause)
                .build();
    }
}
