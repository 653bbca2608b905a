package dev.parley.thread;

import static dev.parley.thread.ThreadWorld.race;
import static dev.parley.thread.ThreadWorld.refused;
import static dev.parley.thread.ThreadWorld.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.thread.v1.GetOrCreateDirectThreadResponse;
import dev.parley.thread.v1.GroupRole;
import dev.parley.thread.v1.Participant;
import dev.parley.thread.v1.ThreadForm;
import dev.parley.thread.v1.ThreadKind;
import io.grpc.Status.Code;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class DirectThreadsTest {
    private static ThreadWorld world;

    @BeforeAll
    static void start() {
        world = new ThreadWorld();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void pairHasOneDirectThreadWhoeverAsks() {
        var ann = user("ann");
        var bob = user("bob");
        var first = world.direct(ann, bob);
        var second = world.direct(bob, ann);
        assertThat(first.getCreated()).isTrue();
        assertThat(second.getCreated()).isFalse();
        assertThat(second.getThread()).isEqualTo(first.getThread());
        var thread = first.getThread();
        assertThat(thread.getForm()).isEqualTo(ThreadForm.THREAD_FORM_DIRECT);
        assertThat(thread.getKind()).isEqualTo(ThreadKind.THREAD_KIND_CHAT);
        assertThat(thread.getCreatorId()).isEqualTo(ann);
        assertThat(thread.getOwnerId()).isEmpty();
        assertThat(thread.getParticipantsList())
                .extracting(Participant::getUserId)
                .containsExactly(ann, bob);
        assertThat(thread.getParticipantsList())
                .extracting(Participant::getGroupRole)
                .containsOnly(GroupRole.GROUP_ROLE_UNSPECIFIED);
    }

    @Test
    void manyRacingCallersFromBothSidesGetOneThread() throws Exception {
        var ann = user("ann");
        var bob = user("bob");
        var replies = race(32, i -> i % 2 == 0 ? world.direct(ann, bob) : world.direct(bob, ann));
        assertThat(replies).extracting(reply -> reply.getThread().getThreadId()).hasSize(32);
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
        var bob = user("bob");
        var thread = world.direct(ann, bob).getThread();
        refused(Code.FAILED_PRECONDITION, "DIRECT_THREAD_FIXED", () -> world.add(ann, thread, user("cat")));
        refused(Code.FAILED_PRECONDITION, "DIRECT_THREAD_FIXED", () -> world.remove(ann, thread, bob));
        refused(Code.FAILED_PRECONDITION, "DIRECT_THREAD_FIXED", () -> world.leave(ann, thread));
    }

    @Test
    void repeatedAskOfFencedThreadPushesNothing() {
        var ann = user("ann");
        var bob = user("bob");
        world.direct(ann, bob);
        var calls = world.fences.calls();
        world.direct(bob, ann);
        assertThat(world.fences.calls()).isEqualTo(calls);
    }
}
