package dev.parley.thread;

import static dev.parley.thread.ThreadWorld.refused;
import static dev.parley.thread.ThreadWorld.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.thread.contract.Race;
import dev.parley.thread.v1.GetOrCreateDirectThreadResponse;
import dev.parley.thread.v1.GroupRole;
import dev.parley.thread.v1.ParticipantBrief;
import dev.parley.thread.v1.ThreadForm;
import dev.parley.thread.v1.ThreadKind;
import dev.parley.thread.v1.ThreadPermissions;
import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedThreads.class)
final class DirectThreadsTest {
    private final ThreadWorld world;

    DirectThreadsTest(ThreadWorld world) {
        this.world = world;
    }

    @Test
    void pairHasOneDirectThreadForBoth() {
        var ann = user("ann");
        var bob = user("bob");
        var first = world.direct(ann, bob);
        var second = world.direct(bob, ann);
        assertThat(first.getCreated()).isTrue();
        assertThat(second.getCreated()).isFalse();
        assertThat(second.getConsistencyToken()).isEqualTo(first.getConsistencyToken());
        var thread = first.getThread();
        assertThat(second.getThread()).isEqualTo(world.get(bob, thread));
        assertThat(thread.getForm()).isEqualTo(ThreadForm.THREAD_FORM_DIRECT);
        assertThat(thread.getKind()).isEqualTo(ThreadKind.THREAD_KIND_CHAT);
        assertThat(thread.getCreatorId()).isEqualTo(ann);
        assertThat(thread.getOwnerId()).isEmpty();
        assertThat(thread.getParticipantPreviewList())
                .containsExactly(ParticipantBrief.newBuilder()
                        .setUserId(bob)
                        .setMarketplaceRoleValue(5)
                        .setGroupRole(GroupRole.GROUP_ROLE_NONE)
                        .build());
        assertThat(thread.getMyPermissions())
                .isEqualTo(ThreadPermissions.newBuilder().setCanSend(true).build());
    }

    @Test
    void manyRacingCallersFromBothSidesGetOneThread() throws Exception {
        var ann = user("ann");
        var bob = user("bob");
        var replies = Race.of(32, i -> i % 2 == 0 ? world.direct(ann, bob) : world.direct(bob, ann));
        assertThat(replies).hasSize(32);
        assertThat(replies.stream()
                        .map(reply -> reply.getThread().getThreadId())
                        .distinct())
                .hasSize(1);
        assertThat(replies.stream().filter(GetOrCreateDirectThreadResponse::getCreated))
                .hasSize(1);
    }

    @Test
    void directThreadWithOneselfIsRefused() {
        var ann = user("ann");
        refused(Code.INVALID_ARGUMENT, "SELF_NOT_ALLOWED", () -> world.direct(ann, ann));
    }

    @Test
    void directThreadIsFixed() {
        var ann = user("ann");
        var thread = world.direct(ann, user("bob")).getThread();
        refused(Code.FAILED_PRECONDITION, "DIRECT_THREAD_FIXED", () -> world.add(ann, thread, user("cat")));
        refused(Code.FAILED_PRECONDITION, "DIRECT_THREAD_FIXED", () -> world.leave(ann, thread));
    }

    @Test
    void repeatedCallPushesNothing() {
        var ann = user("ann");
        var bob = user("bob");
        var thread = world.direct(ann, bob).getThread().getThreadId();
        world.direct(bob, ann);
        assertThat(world.fences.pushes(thread)).isEqualTo(1);
    }
}
